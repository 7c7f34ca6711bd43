/* past.h: states of a flow to come back to, in bounded memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. States in order of their instants, the first of them never
 * dropped. Within a stretch (from one change of parameters to the next) they
 * stand evenly on a logarithmic scale of the position in it; when they take too
 * much, the spacing doubles.
 */
#pragma once

#include "course.h"
#include "flow.h"

G_BEGIN_DECLS

typedef struct _TfPast TfPast;

TfPast *tf_past_new (gsize max_bytes);
TfPast *tf_past_copy (const TfPast *self); /* the states are shared */
void    tf_past_free (TfPast *self);

/* Whether a state at that position, since the change at `change`, would be kept. */
gboolean tf_past_wants (const TfPast *self, double change, double position);

/* Takes the place of all that is at that instant or later. */
void tf_past_add (TfPast *self, const TfInstant *at, double change, double position, TfFlowState *state);

/* Forgets what is later. */
void tf_past_cut (TfPast *self, const TfInstant *at);

/* The latest that is not later than that instant; borrowed, NULL where there is none. */
TfFlowState *tf_past_find (const TfPast *self, const TfInstant *at, TfInstant *found);

guint tf_past_get_n (const TfPast *self);
gsize tf_past_get_size (const TfPast *self); /* bytes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPast, tf_past_free)

G_END_DECLS
