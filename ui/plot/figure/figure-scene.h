/* figure-scene.h: what a figure of a session shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a session and the features it names to the data of a figure, and to its
 * file: the one way for window and command line, so that the same session gives
 * the same bytes from both.
 */
#pragma once

#include "layers.h"
#include "scene.h"
#include "figure-file.h"

G_BEGIN_DECLS

typedef struct _TfFigureScene TfFigureScene;

/* moments, layers (or NULL): the session's features as they were fetched. parts: what
 * the panels need (tf_figure_get_parts()). Blocks; call it off the main thread.
 * Fails as tf_scene_new() does. */
TfFigureScene *tf_figure_scene_new (TfMoments              *moments,
                                    TfLayers               *layers,
                                    TfSession              *session,
                                    const TfSurveyQuestion *question,
                                    GCancellable           *cancellable,
                                    GError                **error);
void           tf_figure_scene_free (TfFigureScene *self);

/* Borrowed from the scene. */
const TfViewData *tf_figure_scene_get_data (TfFigureScene *self);

/* Absolute names of files in what is made, too: without this they are left out. */
void tf_figure_scene_set_full_paths (TfFigureScene *self, gboolean full);

/* As figure-caption.h has it, each run's features told from those of the others. Caller frees. */
char *tf_figure_scene_make_caption (TfFigureScene *self, const TfFigure *figure, gboolean latex);

/* The file, with title, caption and session in it; *caption, where wanted, is the
 * caller's. folder: where the file will lie, or NULL. */
GBytes *tf_figure_scene_make (TfFigureScene  *self,
                              TfFigureFormat  format,
                              const TfFigure *figure,
                              double          dpi,
                              const char     *folder,
                              char          **caption,
                              GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfFigureScene, tf_figure_scene_free)

G_END_DECLS
