# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shared by the shell scripts of the project (bash): where things are kept,
# and how progress is shown.  Source it; it starts nothing.

# With it cd goes elsewhere, and says where.
unset CDPATH

ipsecnic_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# The name of the script in messages: as one would type it in the checkout.
prog=$(cd -- "$(dirname -- "$0")" && pwd -P)/${0##*/}
prog=${prog#"$ipsecnic_root"/}

# What kernel developers have in their environment is of their own builds.
unset MAKEFLAGS MFLAGS GNUMAKEFLAGS MAKEOVERRIDES MAKELEVEL ARCH SUBARCH \
    CROSS_COMPILE LLVM LLVM_IAS KCFLAGS KAFLAGS KCPPFLAGS INSTALL_MOD_PATH \
    "${!KBUILD_@}" "${!KCONFIG_@}"

# The build runs in another directory than the one where this is named.
case ${QEMU_SRC:-} in
''|/*) ;;
*) QEMU_SRC=$(realpath -m -- "$QEMU_SRC"); export QEMU_SRC;;
esac

# cache_name DIR: is it one where all works?  QEMU's configure, make and apt's
# files would fail on these, each in a way of its own.  Who wants another exit
# status than 1 if it is not sets IPSECNIC_FAILED before.
cache_name() {
    case $(readlink -m -- "$1") in
    *[[:space:]:\"\']*)
        echo "$prog: the cache cannot be in a path with a space, a colon or a" \
            "quote: $1 (set IPSECNIC_CACHE=/path/without)" >&2
        exit "${IPSECNIC_FAILED:-1}";;
    esac
}

# Where downloads, the build tools that the distribution lacks and compiled
# objects are kept between builds and shared between checkouts.  A service
# account may have no usable home directory; the checkout serves then.
# With IPSECNIC_LOOK_ONLY nothing is made, for those who only want to know.
usable_cache() {
    local place=$1
    cache_name "$1"
    if [ -n "${IPSECNIC_LOOK_ONLY:-}" ]; then
        while [ ! -e "$place" ]; do
            place=$(dirname -- "$place")
        done
        [ -w "$place" ]
    else
        mkdir -p -- "$1" 2>/dev/null && [ -w "$1" ]
    fi
}
if [ -z "${IPSECNIC_CACHE:-}" ]; then
    IPSECNIC_CACHE=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    IPSECNIC_CACHE=${IPSECNIC_CACHE:+$IPSECNIC_CACHE/ipsecnic}
    if [ -z "$IPSECNIC_CACHE" ] || ! usable_cache "$IPSECNIC_CACHE"; then
        IPSECNIC_CACHE=$ipsecnic_root/.cache
    fi
fi
cache_name "$IPSECNIC_CACHE"
if [ -n "${IPSECNIC_LOOK_ONLY:-}" ]; then
    IPSECNIC_CACHE=$(realpath -m -- "$IPSECNIC_CACHE")
else
    mkdir -p -- "$IPSECNIC_CACHE" && [ -w "$IPSECNIC_CACHE" ] || {
        echo "$prog: the cache directory $IPSECNIC_CACHE cannot be created, or" \
             "not be written (set IPSECNIC_CACHE to one that can)" >&2
        exit "${IPSECNIC_FAILED:-1}"
    }
    IPSECNIC_CACHE=$(cd -- "$IPSECNIC_CACHE" && pwd -P)
fi
export IPSECNIC_CACHE

# Objects are shared between checkouts: paths below the checkout are hashed
# relative to it, and so is the build directory (hash_dir).  The price is that
# debug information may name the build directory of another checkout.
export CCACHE_DIR=${CCACHE_DIR:-$IPSECNIC_CACHE/ccache}
export CCACHE_BASEDIR=$ipsecnic_root
export CCACHE_NOHASHDIR=1
# Half of what ccache costs is that it preprocesses each source once more; what
# the compiler itself says a source depends on tells as much.
export CCACHE_DEPEND=${CCACHE_DEPEND:-1}
# The language of messages makes no difference to an object.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-locale}
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G}

# step TEXT: one line for each long step, with the seconds since the start of
# the first of the scripts, which may have called this one.
export IPSECNIC_START=${IPSECNIC_START:-$(date +%s)}
step() {
    printf '[%3ds] %s\n' "$(($(date +%s) - IPSECNIC_START))" "$*" >&2
}

# die TEXT...: end with a message, one line for each argument.
die() {
    printf '%s: %s\n' "$prog" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@" >&2
    exit 1
}

# quietly LOG COMMAND...: run with all output in LOG; show its end on failure.
# What outlives an interrupted script is not to keep its lock.
quietly() {
    local log=$1 rc=0
    shift
    mkdir -p -- "$(dirname -- "$log")"
    "$@" >"$log" 2>&1 </dev/null 9>&- || rc=$?
    if [ "$rc" -ne 0 ]; then
        echo "$prog: failed with status $rc: $*" >&2
        tail -n 30 -- "$log" | sed 's/^/    /' >&2
        echo "    (all of it: $log)" >&2
    fi
    return "$rc"
}

# with_lock NAME [SECONDS]: hold a lock of the cache until the script ends, so
# that two checkouts do not fill the cache at the same time.  Another one that
# has it is waited for so long, by default half an hour.
with_lock() {
    local lock=$IPSECNIC_CACHE/$1.lock seconds=${2:-1800} who
    # Not emptied as it is opened: it says who has it.
    exec 9<>"$lock"
    if ! flock -n 9; then
        who="another run (pid $(head -n 1 -- "$lock" | grep . || echo '?'))"
        step "waiting for $who, which fills $IPSECNIC_CACHE"
        flock -w "$seconds" 9 || die \
            "$who still builds or downloads after $((seconds / 60)) minutes" \
            "try again when it has ended (its lock: $lock)"
    fi
    echo $$ >"$lock"
}

# debian_codename: bookworm, trixie, ... or nothing on another distribution.
# IPSECNIC_OS_RELEASE stands in for the machine's file (tests; derivatives).
debian_codename() {
    (
        ID='' VERSION_CODENAME=''
        file=${IPSECNIC_OS_RELEASE:-/etc/os-release}
        [ ! -r "$file" ] || . "$file"
        if [ "$ID" = debian ]; then
            echo "$VERSION_CODENAME"
        fi
    )
}

# is_supported: does the README name this system as one on which all works?
is_supported() {
    case $(debian_codename) in
    bookworm|trixie)
        [ "$(uname -m)" = x86_64 ] && command -v apt-get >/dev/null &&
            command -v dpkg-deb >/dev/null;;
    *) return 1;;
    esac
}

# configure DIR [MESON_OPTION...]: configure DIR if that was not done yet.
configure() {
    local dir=$1
    shift
    if [ ! -f "$dir/build.ninja" ]; then
        step "configuring ${dir#"$ipsecnic_root"/}"
        # What an interrupted run left would be in meson's way.
        rm -rf -- "$dir/meson-private" "$dir/meson-info"
        quietly "$dir/setup.log" \
            meson setup "$dir" "$ipsecnic_root" "$@" || return 1
    else
        quietly "$dir/setup.log" ninja -C "$dir" build.ninja || return 1
    fi
}

# prepare DIR TARGETS [MESON_OPTION...]: configure DIR if that was not done yet,
# and build those of its targets that are named, or all of them if none is.
prepare() {
    local dir=$1 targets=() what=
    read -r -d '' -a targets <<<"$2" || :
    shift 2
    configure "$dir" "$@" || return 1
    [ ${#targets[@]} -ne 1 ] || what=": ${targets[0]}"
    step "building ${dir#"$ipsecnic_root"/}$what"
    ninja -C "$dir" ${IPSECNIC_JOBS:+-j "$IPSECNIC_JOBS"} \
        ${targets[@]+"${targets[@]}"}
}
