# The worker and the command `longshore`. Node 22, because Node 20 is past its end.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: `prepare` is the build, and its sources come after the packages, which change less often.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && sh compose/keep-own-core-bridge.sh node_modules \
  && chmod +x dist/src/client.js dist/src/worker.js

FROM node:22-bookworm-slim
# Temporal's native code takes the system's certificates, which the slim image lacks; a cluster with TLS needs them.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
# A named volume takes its owner from the folder that it covers.
RUN ln -s /app/dist/src/client.js /usr/local/bin/longshore \
  && ln -s /app/dist/src/worker.js /usr/local/bin/longshore-worker \
  && mkdir -p /longshore/.longshore \
  && chown -R node:node /longshore
ENV NODE_ENV=production
ENV LONGSHORE_HEALTH_PORT=8080
USER node
WORKDIR /longshore
EXPOSE 8080
# The worker then lets its steps end, for up to 20 s: give it 30 s before it is killed.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LONGSHORE_HEALTH_PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["longshore-worker"]
