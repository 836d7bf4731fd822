# Read by bin/run and bin/test: what a fresh Debian 12 or 13 needs before the portal runs on it. The caller stands in the
# project's folder.

say() { printf '%s\n' "$*" >&2; }

stop_with() {
    say "$*"
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        stop_with "This needs root, and sudo is not here: $*"
    fi
}

# need_packages WHY PACKAGE...: installs what is missing, and says what and why.
need_packages() {
    local why=$1 missing=() package
    shift
    if ! command -v dpkg-query >/dev/null; then
        say "No Debian here: please see to it that you have $* ($why)."
        return
    fi
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    say "Installing ${missing[*]}: $why."
    if [ -z "${package_lists_read:-}" ]; then
        as_root apt-get update -q >/dev/null
        package_lists_read=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

# make_environment REQUIREMENTS: a virtual environment with these requirements, installed again only when they changed.
make_environment() {
    local requirements=$1 stamp=.venv/installed-$1 wanted
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop_with "python3 must be 3.11 or later."
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        need_packages "Python's virtual environments, which Debian ships apart" python3-venv
    fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Creating the virtual environment .venv"
        python3 -m venv --clear .venv
    fi
    wanted=$(cat requirements.txt "$requirements" | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say "Installing the Python packages of $requirements into .venv"
        .venv/bin/python -m pip install -qq --disable-pip-version-check -r "$requirements"
        printf '%s\n' "$wanted" >"$stamp"
        cat requirements.txt requirements.txt | sha256sum >.venv/installed-requirements.txt # which every other list includes
    fi
    need_packages "WeasyPrint lays out letters and certificates with them" \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    # Letters are Chinese legal acts: a firm's name may hold characters that no smaller font has.
    need_packages "letters are printed in it, rare characters of names too" fonts-noto-cjk
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# stop_group PID: ends a process that leads its own group, politely for 15 seconds, then at once.
stop_group() {
    local tries
    kill -TERM "$1" 2>/dev/null || return 0
    for tries in $(seq 150); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$1" 2>/dev/null || true
}
