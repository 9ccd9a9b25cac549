#!/bin/sh
# A base copy of the whole cluster, which the kept WAL continues; by a timer once a week, as an account that may replicate.
#   base-backup.sh /var/backups/zhiqitong "host=… user=…" [how many stay, 3]
# WAL from before the oldest copy that stays is removed: nothing could use it.
set -eu
umask 077
folder=$1 connection=$2 keep=${3:-3}
base="$folder/base" wal="$folder/wal"
mkdir -p "$base"
name=$(date -u +%Y%m%dT%H%M%SZ)
rm -rf "$base"/*.partial
pg_basebackup --dbname "$connection" --pgdata "$base/$name.partial" --wal-method=none --checkpoint=fast --no-password
pg_verifybackup --no-parse-wal --quiet "$base/$name.partial"
sync "$base/$name.partial"
mv "$base/$name.partial" "$base/$name"
ls -1 "$base" | sort -r | tail -n +"$((keep + 1))" | while read -r old; do rm -rf "${base:?}/$old"; done
oldest=$(ls -1 "$base" | sort | head -n 1)
first=$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$base/$oldest/backup_label")
pg_archivecleanup "$wal" "$first"
