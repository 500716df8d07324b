/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies in the order in which they decide
 */

#include "ranking.h"

/* What points to a node. */
static IpsecRankNode **link_of(IpsecRankNode **root, IpsecRankNode *node)
{
    IpsecRankNode *parent = node->parent;

    return parent ? &parent->child[parent->child[1] == node] : root;
}

/* Move @node up to the place of its parent, which becomes its child. */
static void rotate_up(IpsecRankNode **root, IpsecRankNode *node)
{
    IpsecRankNode *parent = node->parent;
    unsigned side = parent->child[1] == node;
    IpsecRankNode *moved = node->child[!side];

    *link_of(root, parent) = node;
    node->parent = parent->parent;
    node->child[!side] = parent;
    parent->parent = node;
    parent->child[side] = moved;
    if (moved) {
        moved->parent = parent;
    }
}

void ipsec_ranking_insert(IpsecRankNode **root, IpsecRankNode *node)
{
    IpsecRankNode **at = root;

    node->parent = NULL;
    node->child[0] = NULL;
    node->child[1] = NULL;
    while (*at) {
        node->parent = *at;
        at = &(*at)->child[ipsec_rank_before(&(*at)->rank, &node->rank)];
    }
    *at = node;
    while (node->parent && node->parent->weight < node->weight) {
        rotate_up(root, node);
    }
}

void ipsec_ranking_remove(IpsecRankNode **root, IpsecRankNode *node)
{
    while (node->child[0] || node->child[1]) {
        IpsecRankNode *a = node->child[0];
        IpsecRankNode *b = node->child[1];

        rotate_up(root, !b || (a && a->weight > b->weight) ? a : b);
    }
    *link_of(root, node) = NULL;
}

IpsecRankNode *ipsec_ranking_first(IpsecRankNode *root)
{
    while (root && root->child[0]) {
        root = root->child[0];
    }
    return root;
}
