/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies in the order in which they decide
 *
 * A treap (Seidel and Aragon, 1996): a search tree whose shape depends on
 * random weights alone, so that no order of commands makes it deep.
 */

#ifndef IPSECNIC_RANKING_H
#define IPSECNIC_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What decides first: the lowest priority, then the lowest serial. */
typedef struct IpsecRank {
    uint32_t priority;
    uint64_t serial;
} IpsecRank;

/** A policy's place in a tree. */
typedef struct IpsecRankNode {
    IpsecRank rank;
    uint64_t weight;            /* random */
    struct IpsecRankNode *parent;
    struct IpsecRankNode *child[2];     /* before and behind it */
} IpsecRankNode;

/** ipsec_rank_before: whether @a decides in front of @b. */
static inline bool ipsec_rank_before(const IpsecRank *a, const IpsecRank *b)
{
    return a->priority != b->priority ? a->priority < b->priority :
                                        a->serial < b->serial;
}

/** ipsec_ranking_insert: add @node, whose rank and weight are set and whose
 *  rank no other node of the tree has. */
void ipsec_ranking_insert(IpsecRankNode **root, IpsecRankNode *node);

/** ipsec_ranking_remove: take @node out. */
void ipsec_ranking_remove(IpsecRankNode **root, IpsecRankNode *node);

/** ipsec_ranking_first: the node that decides first, or NULL. */
IpsecRankNode *ipsec_ranking_first(IpsecRankNode *root);

#endif /* IPSECNIC_RANKING_H */
