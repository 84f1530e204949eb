# The image of every role: docker run docket [serve | api | worker | migrate up | …]
# docs/deployment/docker.md says how it is run.

FROM node:26-slim AS packages
WORKDIR /docket
COPY package.json package-lock.json ./
# The Node that npm brings along for other machines stays out: the image has its own.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf node_modules/.bin/node node_modules/node-linux-* \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete
# The software bill of materials, as CycloneDX.
RUN npm sbom --omit=dev --package-lock-only --sbom-format=cyclonedx > sbom.cdx.json

# The web app, built: of what builds it nothing goes into the image.
FROM node:26-slim AS web
WORKDIR /docket/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
COPY web ./
RUN npm run build

FROM node:26-slim
LABEL org.opencontainers.image.title="Docket" \
  org.opencontainers.image.description="A task-management server over HTTP and JSON" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.documentation="/docket/docs"
WORKDIR /docket
COPY --from=packages /docket/ ./
COPY bin bin
COPY docs docs
COPY lambdas lambdas
COPY server server
COPY --from=web /docket/web/dist web/dist
COPY docket openapi.json LICENSE ./
# The folder of the database belongs to the user `node`, and Node keeps what it compiled for faster starts.
RUN mkdir /data && chown node:node /data && ./docket --version >/dev/null

ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.version=$VERSION org.opencontainers.image.revision=$REVISION

ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 METRICS_PORT=9464 DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 8000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s --retries=3 CMD ["node", "bin/healthcheck.js"]
ENTRYPOINT ["./docket"]
CMD ["serve"]
