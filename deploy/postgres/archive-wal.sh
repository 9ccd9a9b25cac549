#!/bin/sh
# archive_command of PostgreSQL: keeps one finished segment of the WAL in the folder named first. PostgreSQL tries again as long as this fails, and removes nothing before.
#   archive_command = '/opt/zhiqitong/current/deploy/postgres/archive-wal.sh /var/backups/zhiqitong/wal "%p" "%f"'
set -eu
folder=$1 segment=$2 name=$3
if [ -f "$folder/$name" ]; then
  # It was kept and the answer was lost. Anything else under this name is another cluster's.
  cmp -s "$segment" "$folder/$name"
  exit
fi
cp "$segment" "$folder/.$name.partial"
sync "$folder/.$name.partial"
mv "$folder/.$name.partial" "$folder/$name"
sync "$folder"
