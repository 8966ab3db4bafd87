#!/bin/sh
# Certificates of a cluster, made with openssl: an example of what a PKI of your own has to issue (docs/security.md).
#
#   sh pki.sh FOLDER CLUSTER HOST...      HOST is a key of cluster.json: an address, or a name
#
# Makes FOLDER/ca.pem and ca.key, when they are not there, and FOLDER/HOST/ with agent.pem, agent.key, coordinator.pem
# and coordinator.key for each host. A host that is no coordinator's needs the first two only.
set -eu
umask 077
folder=$1; cluster=$2; shift 2
mkdir -p "$folder"
if [ ! -e "$folder/ca.key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -sha256 \
        -subj "/CN=Example CA" -keyout "$folder/ca.key" -out "$folder/ca.pem" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
fi

# issue HOST KIND USAGE FURTHER-NAMES
issue() {
    own="$folder/$1/$2"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 \
        -subj "/CN=$2 $1" -keyout "$own.key" -out "$own.csr"
    cat > "$own.ext" <<EXTENSIONS
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = $3
subjectAltName = URI:muster://$cluster/$2/$1$4
EXTENSIONS
    openssl x509 -req -in "$own.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -sha256 \
        -days "${DAYS:-365}" -extfile "$own.ext" -out "$own.pem"
    rm "$own.csr" "$own.ext"
}

for host in "$@"; do
    mkdir -p "$folder/$host"
    case $host in
        *[!0-9.]*) name="DNS:$host" ;;
        *) name="IP:$host" ;;
    esac
    issue "$host" agent clientAuth ""
    issue "$host" coordinator serverAuth,clientAuth ",$name"
done
