/* view.h: what a picture of a run is, on the screen and on paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A view is one constant at the end of its plot's file. Its page in the window,
 * figures, their captions, `render --view` and its help come from it. All views
 * are in the list of views.h.
 */
#pragma once

#include "caption-text.h"
#include "companion.h"
#include "epochs.h"
#include "layers.h"
#include "metric-set.h"
#include "plot-style.h"

G_BEGIN_DECLS

/* Defined by the plots of higher rooms. */
typedef struct _TfMeansOptions TfMeansOptions;
typedef struct _TfTracesOptions TfTracesOptions;
typedef struct _TfGeometryOptions TfGeometryOptions;
typedef struct _TfMeansCamera TfMeansCamera;
typedef struct _TfMapPlot TfMapPlot;
typedef struct _TfTheoryFacts TfTheoryFacts;
typedef struct _TfViewData TfViewData;

/* What is drawn, the same for screen and paper; borrowed, and each pointer may be NULL.
 * In figures all but frame and moments may. */
struct _TfViewData
{
  TfFrame            *frame;
  const TfTrace      *trace;
  TfSurvey           *survey; /* of the parameters and these moments */
  TfMoments          *moments;
  TfLayers           *layers;     /* of a network, the first being moments */
  const TfParameters *parameters; /* of the sliders; NULL: the frame's */
  TfTheoryFacts      *facts;      /* worked out before, and kept; NULL: anew in each drawing */

  const TfMeansCamera     *camera;      /* from which side; NULL: as a run begins */
  gboolean                 keeps_scale; /* the camera has been fitted to the frame: its extent is meant */
  const TfMeansOptions    *means;       /* of these three, what has to do with a pointer or the screen is ignored */
  const TfTracesOptions   *traces;
  const TfGeometryOptions *geometry;
  const TfMapPlot         *map;         /* its cross is the frame's parameters */
  gboolean                 hide_limit;  /* where the run will end is not shown */
  const char              *name;        /* of the run where there are several */
  TfCompanions             companions;  /* runs drawn beside it */
  const TfViewData        *second;      /* of two runs, where each is to have a picture of its own in views that are
                                         * apart; its companions are those of both pictures there */

  const TfEpochs *epochs;      /* of a network in training */
  int             epoch_shown; /* its row whose features are the run's, or -1 */
  const TfTrace  *epochs_flow; /* of that run, from that row on */
  const TfEpochs *epochs_beside; /* of another network, which the other of two runs shows */
  int             epoch_beside;  /* its row, or -1 */
  TfMetricSet     epochs_metrics;
  gboolean        epochs_log_x, epochs_log_y;
  gboolean        epochs_complexity; /* 1/beta from epoch to epoch was asked for */

  gboolean has_pointer;
  double   pointer_x, pointer_y; /* where values are read out */
};

/* Beside the parts of a survey, which has none of this: a map (map.h). */
#define TF_VIEW_PART_MAP (1 << 16)

typedef struct _TfView TfView;

struct _TfView
{
  const char   *id;      /* "vicinity": on the command line, in sessions and in names of files */
  const char   *title;   /* "Minimizers over β" */
  const char   *tab;     /* "Vicinity": of its page in the window; NULL: it has none of its own */
  const char   *meaning; /* one sentence for tooltips and help, without its full stop */
  const TfView *above;   /* drawn on its page above it, or NULL */
  TfSurveyParts parts;   /* of a survey, to draw it, and TF_VIEW_PART_MAP; 0: none */
  double        aspect;  /* height : width that suit it alone on paper */
  gboolean      screen_only;   /* not in figures */
  gboolean      apart;         /* a picture shows one run: of two each has its own, as in the window */
  gboolean      cites_metrics; /* a caption says whose they are */

  /* The caption's words: plain, and where they differ in LaTeX; or a function that says them. */
  const char *caption, *caption_latex;
  void (*say) (TfCaption *caption, const TfViewData *data);

  /* From the origin of cr. */
  void (*draw) (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style);

  /* What is seen and who says so, as markup, which the caller frees; NULL: it says so itself. */
  char *(*explain) (const TfViewData *data);
};

#define TF_VIEW_ASPECT 0.72        /* of curves over an axis */
#define TF_VIEW_ASPECT_SQUARE 0.9  /* of a square with its legend */

/* The sliders' parameters, or the frame's; the defaults where there is neither. */
const TfParameters *tf_view_data_get_parameters (const TfViewData *self);

/* Whether a survey's minimizer is known well enough to be drawn as a level; survey may be NULL. */
gboolean tf_view_is_level (const TfSurvey *survey);

/* The survey, where its minimizer is to be drawn; else NULL. */
const TfSurvey *tf_view_data_get_limit (const TfViewData *self);

G_END_DECLS
