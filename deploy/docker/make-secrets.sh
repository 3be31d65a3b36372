#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml reads, each at random and once: what is there stays as it is.
set -euo pipefail
secrets="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/deploy/secrets"
secrets=${1:-$secrets}

# The folder keeps others of this machine out; the containers' users, who have other numbers, must be able to read the files.
mkdir -p "$secrets"
chmod 700 "$secrets"
umask 022

make_secret() {
  [ -e "$secrets/$1" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$secrets/$1"
}
make_secret postgres-password
make_secret grafana-password
# Further secrets of the service go here: access.oidc.client-secret, notify.smtp.password, kafka.property.sasl.jaas.config.
[ -e "$secrets/desk.properties" ] || echo "database.password=$(cat "$secrets/postgres-password")" > "$secrets/desk.properties"
echo "Secrets are in $secrets"
