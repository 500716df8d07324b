/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs in Wireshark's table "esp_sa", as Wireshark and strongSwan's plugin
 * save-keys write it
 *
 * A line is the protocol, source, destination, SPI, cipher, its key,
 * authenticator and its key, in quotes, with commas between; newer ones have
 * the length of the sequence number and its upper half behind that.  A line
 * becomes the words that "ip xfrm state add" would have for it.
 */

#ifndef IPSECNIC_REPLAY_ESP_SA_H
#define IPSECNIC_REPLAY_ESP_SA_H

#include "sa_parser.h"

/** What a line of the file is to this format. */
typedef enum EspSaKind {
    /** Nothing of Wireshark's. */
    ESP_SA_NONE,
    /** An SA. */
    ESP_SA_LINE,
    /** Keys of IKE: ikev1_decryption_table or ikev2_decryption_table. */
    ESP_SA_IKE,
} EspSaKind;

/** What the line at @text is, which ends before @end. */
EspSaKind esp_sa_recognise(const char *text, const char *end);

/**
 * Read the line at *@text, which is an ESP_SA_LINE, and append the words that
 * ip would have.  The words' places are the fields of the line.
 *
 * Moves *@text behind the line and *@line to the number of the next one, and
 * sets *@tells_esn to whether the line has the length of the sequence number.
 */
bool esp_sa_read(Parser *p, const char **text, const char *end,
                 unsigned *line, bool *tells_esn);

#endif /* IPSECNIC_REPLAY_ESP_SA_H */
