# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packages from Debian's mirrors without root, and without a change to the
# system's apt (bash).  Source it after common.sh.

apt_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# debian_mirrors CODENAME: set $main_mirrors and $security_mirrors to the URIs
# from which this machine, of that release, gets its packages; the second may
# be empty.  apt itself is asked, since it reads both formats of its source
# lists.
debian_mirrors() {
    local codename=$1 entries
    [ -r "$apt_keyring" ] || die "$apt_keyring is missing" \
        "apt-get install debian-archive-keyring"
    entries=$(apt-get indextargets --no-release-info \
        --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' | sort -u)
    main_mirrors=$(awk -v s="$codename" '$2 == s && $3 == "main" { print $1 }' \
        <<<"$entries")
    security_mirrors=$(awk -v s="$codename-security" \
        '$2 == s && $3 == "main" { print $1 }' <<<"$entries")
    # Others publish under Debian's suite names too.
    if grep -q '/debian/$' <<<"$main_mirrors"; then
        main_mirrors=$(grep '/debian/$' <<<"$main_mirrors")
    fi
}

# debian_source TYPE URI SUITE: one stanza of a source list.
debian_source() {
    printf 'Types: %s\nURIs: %s\nSuites: %s\n' "$1" "$2" "$3"
    printf 'Components: main\nSigned-By: %s\n\n' "$apt_keyring"
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
        # As root apt would become the user _apt, who need not be able to
        # enter the cache.
        printf 'APT::Sandbox::User "root";\n'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$dir/apt.conf"
    export APT_CONFIG=$dir/apt.conf

    # One mirror that fails matters only if what is wanted comes from there,
    # which the caller finds out.
    if ! timeout 600 apt-get update >"$log" 2>&1 </dev/null; then
        if grep -q -e NO_PUBKEY -e 'not signed' "$log"; then
            step "a signature could not be checked; if this fails, upgrade" \
                 "the package debian-archive-keyring"
        fi
    fi
}
