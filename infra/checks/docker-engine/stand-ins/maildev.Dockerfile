FROM node:26-slim
RUN npm install --global --ignore-scripts --no-audit --no-fund maildev@2.2.1
USER node
EXPOSE 1025 1080
CMD ["maildev"]
