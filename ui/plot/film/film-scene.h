/* film-scene.h: a stretch of a run, seen in an arrangement of plots, with or without words below
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "film-marks.h"
#include "scene.h"

G_BEGIN_DECLS

typedef struct
{
  TfMoments *moments;
  TfMoments *beside;   /* of a second run, which the session has then; or NULL */
  TfScene   *pins;     /* those that are shown; or NULL */
  TfLayers  *layers;   /* or NULL */
  TfSession *session;  /* its instant is the scene's end, and how it is looked at */
  TfFigure   figure;   /* its panels; of the size of a frame */
  TfInstant  from;     /* where the scene starts; the same as its end: the run stands */
  gboolean   goes_on;  /* with run and camera of the scene before, which ended at `from` */
  guint      n_frames; /* 1 at the least */
  double     turns;    /* of the camera around the class means */
  double     origin;   /* of the traces' time: what changed from there on is seen in them; 0: the run from H0 on */
  gboolean   linear;   /* their time's scale is */
  gboolean   teaches;  /* the traces' legend names the lines that are shown, and no others */
  gboolean   tells;    /* the parameters' values are said below the plots */
  GArray    *highlights; /* TfLessonHighlight: what is spoken of; NULL: nothing is */
  char      *title;    /* said below the plots, in the notation of lesson-text.h; NULL: nothing is */
  char      *words;    /* below it: paragraphs, "\n\n" between them; NULL: none */
} TfFilmScene;

void tf_film_scene_free (TfFilmScene *self);

/* One frame, from the origin of cr, in points. Words are made smaller where they would not
 * fit into their share of the frame. */
void tf_film_scene_draw (const TfFilmScene *self, cairo_t *cr, const TfViewData *data);

G_END_DECLS
