#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# ESP that the card does, against ESP in software: each algorithm that both
# know; transport and tunnel mode, IPv4 and IPv6, with and without extended
# sequence numbers; payloads of each small size.  A file goes each way by TCP,
# as large sends and aggregated, and must arrive as it was.
#
# nics: ipsecnic e1000e
# kernels: all, by demand
# timeout: 600

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# esp_case NAME MODE CARD PEER [CARD_INNER PEER_INNER]: all that is said above,
# with $XFRM_ALG and $STATE.
STATE=()
XFRM_WINDOW=1024
esp_case() {
    local name=$1 to=${6:-$4} errors='' packets
    shift
    esp_pair "$@" -- offload ||
        errors+=' the states are not taken;'
    offloaded card 0x1001 && offloaded card 0x2001 ||
        errors+=' the states are not offloaded;'
    eth_stat_save card "$CARD_DEV"
    xfrm_stat_save card
    xfrm_stat_save peer
    pings card "$to" 3 >/run/pings || errors+=' a ping is not answered;'
    transfer "$to" || errors+=' the file is not the same when it is back;'
    packets=" $(eth_stat_diff card "$CARD_DEV") "
    [[ $packets =~ \ tx_ipsec=\+([0-9]+)\  ]] && [ "${BASH_REMATCH[1]}" -gt 50 ] ||
        errors+=' the card has not sent it;'
    [[ $packets =~ \ tx_ipsec_gso=\+[0-9]+\  ]] ||
        errors+=' not by large sends;'
    [[ $packets =~ \ rx_crypto_success=\+([0-9]+)\  ]] &&
        [ "${BASH_REMATCH[1]}" -gt 50 ] ||
        errors+=' the card has not checked what was received;'
    [[ $packets != *rx_reason_capability* && $packets != *tx_status_[^o]* &&
       $packets != *software* && $packets != *refused* ]] ||
        errors+=' the card has left or refused some;'
    errors+="$(xfrm_stat_diff card)$(xfrm_stat_diff peer)"
    is "$errors" '' "$name"
    [ -z "$errors" ] || diag "$packets"
    xfrm_flush
}

setup_pair
for family in 4 6; do
    inner_addresses "$family" || bail "no inner addresses"
done
# Not a whole number of segments, nor of pages.
dd if=/dev/urandom of=/run/data bs=190001 count=1 2>/dev/null
echo_server peer

# --- Each algorithm ---

for bits in 128 192 256; do
    for icv in 64 96 128; do
        XFRM_ALG=(aead 'rfc4106(gcm(aes))' "$(key $((bits / 8 + 4)))" $icv)
        esp_case "AES-GCM-$bits, ICV of $icv bits" \
            transport "$CARD_V4" "$PEER_V4"
    done
    XFRM_ALG=(aead 'rfc4543(gcm(aes))' "$(key $((bits / 8 + 4)))" 128)
    esp_case "AES-GMAC-$bits" transport "$CARD_V4" "$PEER_V4"
done
# Beyond IPsecOV2: each once.
XFRM_ALG=(aead 'rfc7539esp(chacha20,poly1305)' "$(key 36)" 128)
esp_case "ChaCha20-Poly1305" transport "$CARD_V4" "$PEER_V4"
XFRM_ALG+=(replay-window 1024 flag esn)
esp_case "ChaCha20-Poly1305 with ESN, tunnel, IPv6 in IPv4" \
    tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN6" "$PEER_IN6"
for bits in 128 192 256; do
    icv=$((bits / 2))
    XFRM_ALG=(aead 'rfc4309(ccm(aes))' "$(key $((bits / 8 + 3)))" $icv)
    [ $icv != 64 ] || XFRM_ALG+=(replay-window 1024 flag esn)
    esp_case "AES-CCM-$bits, ICV of $icv bits" \
        transport "$CARD_V6" "$PEER_V6"
done
BEYOND=(
    "rfc3686(ctr(aes)) $(key 20) hmac(sha384) $(key 48) 192"
    "rfc3686(ctr(aes)) $(key 28) xcbc(aes) $(key 16) 96"
    "rfc3686(ctr(aes)) $(key 36) hmac(sha512) $(key 64) 256"
    "cbc(aes) $(key 32) hmac(sha512) $(key 64) 256"
    "cbc(aes) $(key 16) cmac(aes) $(key 16) 96"
)
for pair in "${BEYOND[@]}"; do
    read -r cipher cipher_key auth auth_key icv <<<"$pair"
    bits=$(((${#cipher_key} - 2) * 4))
    for esn in '' ESN; do
        XFRM_ALG=(enc "$cipher" "$cipher_key"
            auth-trunc "$auth" "$auth_key" "$icv")
        [ -z "$esn" ] || [ "$auth" = 'hmac(sha512)' ] || continue
        [ -z "$esn" ] || XFRM_ALG+=(replay-window 1024 flag esn)
        esp_case "$cipher, $bits bits, $auth${esn:+ with ESN}" \
            transport "$CARD_V4" "$PEER_V4"
    done
done
AUTHS=(
    "md5 $(key 16) 96"
    "sha1 $(key 20) 96"
    "sha256 $(key 32) 128"
)
CIPHERS=(
    "cbc(aes) $(key 16)"
    "cbc(aes) $(key 24)"
    "cbc(aes) $(key 32)"
    "cbc(des3_ede) $(key 24)"
    "cbc(des) $(key 8)"
    "ecb(cipher_null) "
)
# Each with each; of an older kernel each once, since the driver is the same.
for i in "${!CIPHERS[@]}"; do
    cipher=${CIPHERS[i]}
    for j in "${!AUTHS[@]}"; do
        ! kernel_before 6 12 || [ $((i % 3)) = "$j" ] || continue
        auth=${AUTHS[j]}
        read -r hash hash_key icv <<<"$auth"
        cipher_key=${cipher#* }
        XFRM_ALG=(enc "${cipher% *}" "$cipher_key"
            auth-trunc "hmac($hash)" "$hash_key" "$icv")
        [ -z "$cipher_key" ] || bits=$(((${#cipher_key} - 2) * 4))
        esp_case "${cipher% *}${cipher_key:+, $bits bits}, hmac($hash)" \
            transport "$CARD_V4" "$PEER_V4"
    done
done

# --- Each mode and family ---

declare -A ALG=(
    [AES-GCM]=ALG_GCM256
    [AES-CBC]=ALG_CBC_SHA256
    [NULL]=ALG_NULL_SHA256
)
for name in AES-GCM AES-CBC; do
    declare -n alg=${ALG[$name]}
    for esn in '' ESN; do
        XFRM_ALG=("${alg[@]}")
        [ -z "$esn" ] || XFRM_ALG+=(replay-window 1024 flag esn)
        title="$name${esn:+ with ESN}"
        [ -z "$esn" ] || esp_case "$title, transport, IPv4" \
            transport "$CARD_V4" "$PEER_V4"
        esp_case "$title, transport, IPv6" transport "$CARD_V6" "$PEER_V6"
        esp_case "$title, tunnel, IPv4" \
            tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN4" "$PEER_IN4"
        esp_case "$title, tunnel, IPv6" \
            tunnel "$CARD_V6" "$PEER_V6" "$CARD_IN6" "$PEER_IN6"
        [ -z "$esn" ] || continue
        esp_case "$title, tunnel, IPv6 in IPv4" \
            tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN6" "$PEER_IN6"
        esp_case "$title, tunnel, IPv4 in IPv6" \
            tunnel "$CARD_V6" "$PEER_V6" "$CARD_IN4" "$PEER_IN4"
    done
done

# --- Each small size ---

# sizes ADDRESS: pings with 0 to 40 bytes; those that are not answered.
sizes() {
    local size
    for size in {0..40}; do
        in_ns card ping -c 1 -W 5 -s "$size" "$1" >/run/pings ||
            printf '%s ' "$size"
    done
}

for name in AES-GCM AES-CBC NULL; do
    declare -n alg=${ALG[$name]}
    XFRM_ALG=("${alg[@]}")
    esp_pair tunnel "$CARD_V4" "$PEER_V4" "$CARD_IN4" "$PEER_IN4" -- offload
    xfrm_stat_save card
    xfrm_stat_save peer
    is "$(sizes "$PEER_IN4")$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$name: a payload of 0 to 40 bytes passes"
    xfrm_flush
done

done_testing
