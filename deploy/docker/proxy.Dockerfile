# Caddy without root: it listens above port 1024, so the program needs no capability.
FROM caddy:2.10.2-alpine

RUN setcap -r /usr/bin/caddy \
    && adduser -S -D -H -u 10001 proxy \
    && chown -R 10001 /data /config

COPY deploy/docker/Caddyfile /etc/caddy/Caddyfile

USER 10001
