/* scene.h: all runs of a session, had again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "replay.h"
#include "session.h"

G_BEGIN_DECLS

typedef struct
{
  char     *name;
  gboolean  hidden;
  TfSource *source; /* of its features */
  TfReplay *replay;
} TfScenePin;

/* Immutable. */
typedef struct
{
  TfReplay   *run;    /* at the session's instant; NULL where only pins were asked for */
  TfReplay   *beside; /* or NULL */
  GPtrArray  *pins;   /* TfScenePin, in the session's order; those whose features are gone are left out */
  guint       n_lost; /* how many those are */
} TfScene;

typedef enum
{
  TF_SCENE_RUNS = 1 << 0,
  TF_SCENE_PINS = 1 << 1,        /* shown and hidden ones */
  TF_SCENE_SHOWN_PINS = 1 << 2,
} TfSceneParts;

/* moments: of the session's features. Where the session's instant is at infinity
 * the run is followed to its end. question: what of the theory is wanted of
 * every run; NULL: nothing. Blocks; call it off the main thread. Fails as
 * tf_replay_new() does. */
TfScene *tf_scene_new (TfMoments              *moments,
                       TfSession              *session,
                       TfSceneParts            parts,
                       const TfSurveyQuestion *question,
                       GCancellable           *cancellable,
                       GError                **error);

/* The features of the second run: its own, or moments. Caller unrefs. Blocks; NULL with an error that says whose they are. */
TfMoments *tf_scene_fetch_beside (TfMoments *moments, TfSession *session, GCancellable *cancellable, GError **error);

void tf_scene_free (TfScene *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfScene, tf_scene_free)

G_END_DECLS
