# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packages from Debian's mirrors without root, and without a change to the
# system's apt (bash).  Source it after common.sh.

apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# debian_mirrors CODENAME: set $main_mirrors and $security_mirrors to the URIs
# from which this machine, of that release, gets its packages; the second may
# be empty.  apt itself is asked, since it reads both formats of its source
# lists.  If there are none, $no_mirrors says so, with what there is.
no_mirrors=
debian_mirrors() {
    local codename=$1 entries
    # Asked once, before apt is made to work on sources of our own.
    [ -z "${main_mirrors:-}" ] || return 0
    [ -r "$apt_keyring" ] || die "$apt_keyring is missing" \
        "apt-get install debian-archive-keyring"
    entries=$(apt-get indextargets --no-release-info \
        --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' | sort -u)
    main_mirrors=$(awk -v s="$codename" '$2 == s && $3 == "main" { print $1 }' \
        <<<"$entries")
    security_mirrors=$(awk -v s="$codename-security" \
        '$2 == s && $3 == "main" { print $1 }' <<<"$entries")
    if [ -z "$main_mirrors" ]; then
        mirrors_by_suite "$codename" "$entries"
    fi
    # From a mirror on this machine apt would use the files where they are.
    main_mirrors=$(sed 's/^file:/copy:/' <<<"$main_mirrors")
    security_mirrors=$(sed 's/^file:/copy:/' <<<"$security_mirrors")
    # Others publish under Debian's suite names too.
    if grep -q '/debian/$' <<<"$main_mirrors"; then
        main_mirrors=$(grep '/debian/$' <<<"$main_mirrors")
    fi
}

# mirrors_by_suite CODENAME ENTRIES: where the machine asks for "stable" or an
# older one, the Release file that it has read says which release that is;
# without one the mirror may have it.
mirrors_by_suite() {
    local codename=$1 entries found
    # apt tells nothing in this way of what it has not read yet.
    entries=$(apt-get indextargets \
        --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(CODENAME)' \
        'Created-By: Packages' | awk '
            read { is[$1, $2, $3] = $4; next }
            NF { print $0, is[$1, $2, $3] }' read=1 - \
            read=0 <(printf '%s\n' "$2"))
    main_mirrors=$(awk -v is="$codename" '$2 ~ /^(old)*stable$/ &&
        $3 == "main" && ($4 == "" || $4 == is) { print $1 }' <<<"$entries")
    [ -n "$security_mirrors" ] || security_mirrors=$(awk \
        -v is="$codename-security" '$2 ~ /^(old)*stable-security$/ &&
        $3 == "main" && ($4 == "" || $4 == is) { print $1 }' <<<"$entries")
    [ -z "$main_mirrors" ] || return 0
    found=$(awk 'NF { is = $4 == "" || $4 == $2 ? "" : " = " $4
        print $2 "/" $3 is }' <<<"$entries" | sort -u | head -n 5 | paste -s -d , | sed 's/,/, /g')
    no_mirrors="no apt source for $codename main is configured on this machine"
    no_mirrors+=" (${found:+there are: }${found:-there is none at all}); one"
    no_mirrors+=" line for it in /etc/apt/sources.list is enough"
}

# guess_security_mirrors: where the machine names no mirror of the security
# updates, they usually are next to the rest; if not, nothing is lost.
guess_security_mirrors() {
    [ -n "$security_mirrors" ] || security_mirrors=$(sed -n \
        's,/debian/*$,/debian-security/,p' <<<"$main_mirrors")
}

# debian_source TYPE URI SUITE: one stanza of a source list.  An archive that a
# test made on this machine is not signed (IPSECNIC_TEST_ARCHIVE).
debian_source() {
    printf 'Types: %s\nURIs: %s\nSuites: %s\nComponents: main\n' "$1" "$2" "$3"
    case "${IPSECNIC_TEST_ARCHIVE:+test} $2" in
    'test copy:'*|'test http://127.0.0.1:'*) printf 'Trusted: yes\n\n';;
    *) printf 'Signed-By: %s\n\n' "$apt_keyring";;
    esac
}

# apt_complaint LOG: the reason that apt or another program gave, in one line.
apt_complaint() {
    local text
    text=$(sed -n -E 's/^ *([^ ]+ : )?((Pre)?Depends: .*)/\1\2/p
        s/^E: //p; /No space left|File too large/p' "$1" | head -n 1)
    [ -n "$text" ] || text=$(grep -v '^$' "$1" | tail -n 1)
    printf '%s' "${text:-?}"
}

# apt_get SECONDS ARGUMENT...: apt-get, stopped after so long.  An interrupt
# from the terminal reaches it, too.  The file that private_apt wrote is read
# twice: the second time behind the machine's own configuration, which has the
# last word over what APT_CONFIG names.
apt_get() {
    timeout --foreground "$1" apt-get -c "$APT_CONFIG" "${@:2}" 9>&-
}

apt_cache() {
    apt-cache -c "$APT_CONFIG" "$@"
}

# private_apt DIR LOG [LINE...]: have apt work on the sources that are in
# DIR/private.sources, with all its files in DIR, and read the package lists;
# each LINE is one more of its configuration.
private_apt() {
    local dir=$1 log=$2
    shift 2
    mkdir -p -- "$dir/lists/partial" "$dir/cache/archives/partial" \
        "$(dirname -- "$log")"
    {
        printf 'Dir::Etc::sourcelist "%s";\n' "$dir/private.sources"
        printf 'Dir::Etc::sourceparts "/dev/null";\n'
        printf 'Dir::Etc::preferencesparts "/dev/null";\n'
        printf 'Dir::Etc::preferences "/dev/null";\n'
        printf 'Dir::State::lists "%s";\n' "$dir/lists"
        printf 'Dir::Cache "%s";\n' "$dir/cache"
        printf 'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n'
        printf 'Acquire::Languages "none";\nAcquire::Retries "3";\n'
        # What a machine wants of its own packages decides nothing here.
        printf 'APT::Default-Release "";\nAPT::Install-Recommends "0";\n'
        printf 'APT::Install-Suggests "0";\n'
        # As root apt would become the user _apt, who need not be able to
        # enter the cache.
        printf 'APT::Sandbox::User "root";\n'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$dir/apt.conf"
    export APT_CONFIG=$dir/apt.conf

    # One mirror that fails matters only if what is wanted comes from there,
    # which the caller finds out.
    if ! apt_get 600 update >"$log" 2>&1 </dev/null; then
        if grep -q -e NO_PUBKEY -e 'not signed' "$log"; then
            step "a signature could not be checked; if this fails, upgrade" \
                 "the package debian-archive-keyring"
        fi
    fi
}

# empty_apt DIR LOG [LINE...]: the same for amd64, where no package is installed.
empty_apt() {
    : >"$1/status"
    private_apt "$@" \
        "Dir::State::status \"$1/status\";" 'Debug::NoLocking "1";' \
        'APT::Architecture "amd64";' \
        '#clear APT::Architectures;' 'APT::Architectures { "amd64"; };'
}

# make_root ROOT: a directory for packages to be unpacked into, of a merged /usr.
make_root() {
    local dir
    for dir in bin sbin lib lib64; do
        mkdir -p -- "$1/usr/$dir"
        ln -s "usr/$dir" "$1/$dir"
    done
}

# unpack DEB ROOT [TAR_ARGUMENT...]
unpack() {
    local deb=$1 root=$2
    shift 2
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" \
        --keep-directory-symlink --no-same-owner --delay-directory-restore "$@"
}

# What a script fetches into its $cache by way of $tmp, and why it cannot be had.
fetching=
why=

# gave_up: what a script that fetches does at its end (trap gave_up EXIT): if it
# has not got all of $fetching, it says so, and leaves nothing behind.
gave_up() {
    local status=$?
    if [ "$status" -ne 0 ] && [ -n "$fetching" ]; then
        if [ "$(df --output=avail -k -- "$cache" 2>/dev/null | tail -n 1 ||
                echo 1024)" -lt 1024 ]; then
            why="no space is left for $cache"
        fi
        case $status in
        129|130|143) ;;         # somebody wants this to end
        *)
            if [ "$status" -gt 128 ]; then
                why=${why:-a program was ended by SIG$(kill -l "$status")}
                status=1
            fi;;
        esac
        printf '%s: %s cannot be had%s\n' "$prog" "$fetching" \
            "${why:+: $why}" >&2
        # What is missing is fetched again next time; a full disk is not
        # made fuller.
        [ -z "${tmp:-}" ] || rm -rf -- "$tmp"
    fi
    exit "$status"
}
