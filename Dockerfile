# One image for the server and the workers; docker-compose.yml says which of the two a container runs.
FROM node:24-slim AS page
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin/*.mjs bin/mend-postgres.mjs bin/
RUN npm ci --omit=dev
COPY . .
RUN node bin/build.ts

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
COPY bin/*.mjs bin/mend-postgres.mjs bin/
# The optional packages are for machines without Node 24, PostgreSQL or a built page: none of them is needed here.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY . .
COPY --from=page /app/.holdfast/page .holdfast/page
USER node
EXPOSE 4100
CMD ["node", "server/main.ts"]
