# Read by bin/test and bin/bench after bin/prepare.sh: a PostgreSQL of their own.

as_database_owner() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

postgresql_programs() {
    find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1
}

# start_postgresql FOLDER OPTIONS: makes and starts one below this new folder, on a free port; sets postgres_url.
start_postgresql() {
    local folder=$1 options=$2 port programs
    port=$(free_port)
    programs=$(postgresql_programs)
    mkdir "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    as_database_owner "$programs/initdb" -D "$folder/data" -U portal -A trust --locale=C.UTF-8 -E UTF8 -N \
        >"$folder.initdb.log" 2>&1 || { cat "$folder.initdb.log"; return 1; }
    as_database_owner "$programs/pg_ctl" start -w -s -D "$folder/data" -l "$folder/log" \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 $options" || { cat "$folder/log"; return 1; }
    postgres_url=postgres://portal:none@127.0.0.1:$port/postgres
}

# stop_postgresql FOLDER: at once, since the folder is removed next.
stop_postgresql() {
    [ ! -d "$1/data" ] ||
        as_database_owner "$(postgresql_programs)/pg_ctl" stop -D "$1/data" -m immediate -s >/dev/null 2>&1
}
