FROM stand-in/node
COPY node /usr/local/bin/node
COPY node_modules/npm /usr/local/lib/node_modules/npm
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY registry /tmp/registry
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
  && groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node \
  && mkdir -p /usr/local/etc \
  && printf 'cafile=%s\nregistry=%s\n' "$NODE_EXTRA_CA_CERTS" "$(cat /tmp/registry)" > /usr/local/etc/npmrc
CMD ["node"]
