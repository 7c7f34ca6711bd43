/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include <string.h>

#include "lesson-text.h"
#include "lessons.h"
#include "metrics.h"
#include "parameter-info.h"
#include "views.h"

#define NOTION TF_WORD_NOTION
#define PLOT TF_WORD_PLOT

static const TfWord own[] = {
  { NOTION, "neural-collapse", "Neural collapse",
    "What happens to a classifier’s last features when it is trained past zero error: those of a class become one (NC1), the "
    "class means spread into a simplex (NC2), the rows of W go the same ways (NC3), and the nearest mean decides (NC4). [PHD20]",
    "1-collapse.lesson.md", "Training goes on past zero error" },
  { NOTION, "features", "Features <i>H</i>, given features <i>H</i><sub>0</sub>",
    "H has a column for each of N samples: the d numbers that a network makes of it before its last layer. H_0 are those that "
    "the flow starts from and that β holds it to, as of an earlier layer.", "1-collapse.lesson.md", "A cloud of features" },
  { NOTION, "class-mean", "Class mean <i>m</i><sub>k</sub>",
    "The average of the features of class k. *Centred* is m_k − g, less the average g of all class means. A dot with its class’s "
    "label.", "1-collapse.lesson.md", "Class means" },
  { NOTION, "simplex", "Simplex ETF",
    "Equiangular tight frame: K vectors of one length, all at the same angle, as wide as can be: cosine −1/(K − 1). Two are "
    "opposite, three an equilateral triangle, four a tetrahedron. [PHD20]", "2-simplex.lesson.md", "Three classes" },
  { NOTION, "within", "Σ<sub>W</sub>, Σ<sub>B</sub>",
    "Covariance within classes, of features around their class’s mean, and between them, of the class means around their own.",
    "1-collapse.lesson.md", "NC1: features of a class become one" },
  { NOTION, "weights", "Last layer <i>W</i>, bias <i>b</i>",
    "The logits are Wh + b: W has a row w_k for each of K classes. A class is predicted whose logit is largest.",
    "1-collapse.lesson.md", "NC3: the classifier follows" },
  { NOTION, "flow-of-time", "Flow, time <i>t</i>",
    "Gradient descent with infinitely small steps: Ḣ = −N∇_H f. What takes a network hours of steps is a time t here. [T23] Eq. 4",
    "1-collapse.lesson.md", "Training goes on past zero error" },
  { NOTION, "central-path", "Central path",
    "The flow of the features while W is at its best for them at every moment, W^*(H). [HPD22], [T23] Eq. 4",
    "4-vicinity.lesson.md", "Theorem 3.1: always downhill" },
  { NOTION, "end", "<i>H</i><sub>1/β</sub>",
    "Features that cost least when each also pays β for its distance from H_0: where the flow ends, dashed. 1/β reads as how much "
    "a layer can do; layer after layer is H_0 ← H_{1/β}. [T23]", "4-vicinity.lesson.md", "The later layers can only do so much" },
  { NOTION, "c", "<i>c</i> = √(λ<sub>H</sub> λ<sub>W</sub>)",
    "How strong the decay is. For β = 0 and classes of one size the end is collapsed for c ≤ 1, and nothing is left from c = 1 on. "
    "[T23] Theorem 2.1", "3-weight-decay.lesson.md", "Too much of it" },
  { NOTION, "rho", "<i>ρ</i> = (1 − <i>c</i>) √(λ<sub>W</sub>/λ<sub>H</sub>)",
    "The squared length of every class mean at that end. [T23] Theorem 2.1", "3-weight-decay.lesson.md",
    "Heavier features, shorter means" },
  { NOTION, "minority-collapse", "Minority collapse",
    "A class with too few samples for the decay vanishes: its mean and its row of W become 0.", "6-unequal-classes.lesson.md",
    "Minority collapse" },
  { PLOT, "plot-means", "Class means",
    "Each class’s mean as a dot, its samples a cloud around it, arrows the rows of W. Rings with faint lines between them: the "
    "simplex that means tend to. Dashed rings: where this run will end. More than three dimensions are seen in the plane in "
    "which a simplex is a regular polygon.", "1-collapse.lesson.md", "A cloud of features" },
  { PLOT, "plot-traces", "Traces",
    "Numbers over time, both on logarithmic scales. Dashed levels: where the numbers will end. Thin upright lines: a parameter "
    "was changed.", "1-collapse.lesson.md", "Training goes on past zero error" },
  { PLOT, "plot-geometry", "Geometry",
    "Cosines of the angles between centred class means. Grey is the simplex’s −1/(K − 1): when all is grey, the means are one.",
    "1-collapse.lesson.md", "NC2: the means form a simplex" },
};

/* How papers are named in sentences, and in full. */
static const struct
{
  const char *names[2], *full;
} papers[] = {
  { { "[PHD20]", "Papyan et al. 2020" },
    "Papyan, Han, Donoho: Prevalence of neural collapse during the terminal phase of deep learning training. PNAS "
    "2020" },
  { { "[T23]", "Tirer et al. 2023" }, "Tirer, Huang, Niles-Weed: Perturbation Analysis of Neural Collapse. ICML 2023" },
  { { "[HPD22]", NULL },
    "Han, Papyan, Donoho: Neural Collapse Under MSE Loss: Proximity to and Dynamics on the Central Path. ICLR 2022" },
  { { "Tirer and Bruna 2022", "[TB22]" },
    "Tirer, Bruna: Extended Unconstrained Features Model for Exploring Deep Neural Collapse. ICML 2022" },
  { { "Ammar et al. 2024" },
    "Ammar, Belkhir, Popescu, Manzanera, Franchi: NECO: Neural Collapse Based Out-of-Distribution Detection. ICLR "
    "2024, arXiv 2310.06823" },
  { { "Galanti et al. 2021", "[GGH21]" },
    "Galanti, György, Hutter: On the Role of Neural Collapse in Transfer Learning. ICLR 2022" },
  { { "Jacot et al. 2024", NULL },
    "Jacot, Súkeník, Wang, Mondelli: Wide Neural Networks Trained with Weight Decay Provably Exhibit Neural Collapse. "
    "2024" },
  { { "Zhu et al. 2021", NULL },
    "Zhu, Ding, Zhou, Li, You, Sulam, Qu: A Geometric Analysis of Neural Collapse with Unconstrained Features. NeurIPS "
    "2021" },
};

static const char *const titles[TF_N_WORD_KINDS] = {
  [TF_WORD_NOTION] = "What It Is About", [TF_WORD_PLOT] = "Pictures", [TF_WORD_METRIC] = "Numbers",
  [TF_WORD_PARAMETER] = "Parameters",    [TF_WORD_PAGE] = "Pages",
};

/* --- the list --- */

static void
add_page (GArray *words, TfPage page)
{
  g_autofree char *name = g_strconcat ("page-", tf_page_get_id (page), NULL);
  TfWord word = { TF_WORD_PAGE, g_intern_string (name), tf_page_get_title (page), tf_page_get_meaning (page), NULL, NULL };

  g_array_append_val (words, word);
}

static GArray *
list_words (void)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (TfWord));

  g_array_append_vals (words, own, G_N_ELEMENTS (own));
  for (int i = 0; i < TF_N_METRICS; i++)
    {
      const TfMetricInfo *info = tf_metric_get_info (i);
      TfWord word = { TF_WORD_METRIC, info->name, info->symbol, info->meaning, NULL, NULL };

      g_array_append_val (words, word);
    }
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (i);
      TfWord word = { TF_WORD_PARAMETER, info->name, info->markup, info->meaning, NULL, NULL };

      g_array_append_val (words, word);
    }
  for (TfPage i = 0; i < tf_page_count (); i++)
    add_page (words, i);
  return words;
}

static GArray *
get_words (void)
{
  static GArray *words;

  if (g_once_init_enter (&words))
    g_once_init_leave (&words, list_words ());
  return words;
}

/* --- which step shows it --- */

static gboolean
is_highlighted (const TfLessonStep *step, TfLessonHighlightKind kind, const char *name)
{
  for (guint i = 0; i < step->highlights->len; i++)
    {
      const TfLessonHighlight *highlight = &g_array_index (step->highlights, TfLessonHighlight, i);

      if (highlight->kind == kind && g_str_equal (highlight->first, name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_promised (const TfLessonStep *step, const char *name)
{
  for (guint i = 0; i < step->promises->len; i++)
    {
      const TfLessonPromise *promise = &g_array_index (step->promises, TfLessonPromise, i);

      if (promise->quantity == TF_LESSON_OF_METRIC && g_str_equal (tf_metric_name (promise->metric), name))
        return TRUE;
    }
  return FALSE;
}

static const char *
get_view (const TfLessonStep *step, const char *key)
{
  for (guint i = 0; i < step->view->len; i += 2)
    if (g_str_equal (step->view->pdata[i], key))
      return step->view->pdata[i + 1];
  return NULL;
}

/* Some metrics are shown alone, and this is one of them. */
static gboolean
is_drawn (const TfLessonStep *step, const char *name)
{
  const char *hidden = get_view (step, "hidden-metrics");
  g_auto (GStrv) names = hidden != NULL ? g_strsplit (hidden, " ", -1) : NULL;

  return names != NULL && *hidden != '\0' && !g_strv_contains ((const char *const *) names, name);
}

static gboolean
is_glided (const TfLessonStep *step, const char *name)
{
  for (guint i = 0; i < step->glides->len; i++)
    if (g_str_equal (g_array_index (step->glides, TfLessonGlide, i).info->name, name))
      return TRUE;
  return FALSE;
}

static gboolean
is_set (const TfLessonStep *step, const char *name)
{
  const TfParameters usual = TF_PARAMETERS_DEFAULT;

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (g_str_equal (tf_parameter_info (i)->name, name))
      return !tf_parameter_agrees (tf_parameter_info (i), &usual, &step->parameters);
  return FALSE;
}

static guint
judge (const TfLessonStep *step, const TfWord *word)
{
  switch (word->kind)
    {
    case TF_WORD_METRIC:
      return is_highlighted (step, TF_LESSON_METRIC, word->name) ? 3
             : is_promised (step, word->name)                    ? 2
                                                                 : is_drawn (step, word->name);
    case TF_WORD_PARAMETER:
      return is_highlighted (step, TF_LESSON_PARAMETER, word->name) ? 3
             : is_glided (step, word->name)                         ? 2
                                                                    : is_set (step, word->name);
    case TF_WORD_PAGE:
      return g_strcmp0 (get_view (step, "page"), word->name + strlen ("page-")) == 0 ? 3 : 0;
    case TF_WORD_NOTION:
    case TF_WORD_PLOT:
    case TF_N_WORD_KINDS:
    default:
      return g_strcmp0 (step->title, word->step) == 0 ? 3 : 0;
    }
}

typedef struct
{
  char *name;
  TfLesson *lesson;
} Taught;

/* Of Taught: the bundled lessons, read when a word is first asked for its step and kept while the program runs. */
static const GPtrArray *
load_lessons_once (void)
{
  static GPtrArray *all;
  g_auto (GStrv) names = all == NULL ? tf_lessons_list () : NULL;

  if (all != NULL)
    return all;
  all = g_ptr_array_new ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      TfLesson *lesson = tf_lessons_load (names[i], NULL);
      Taught *one;

      if (lesson == NULL)
        continue;
      one = g_new (Taught, 1);
      *one = (Taught){ .name = g_strdup (names[i]), .lesson = lesson };
      g_ptr_array_add (all, one);
    }
  return all;
}

/* public */

guint
tf_words_get_n (void)
{
  return get_words ()->len;
}

const TfWord *
tf_words_get (guint i)
{
  g_return_val_if_fail (i < get_words ()->len, NULL);
  return &g_array_index (get_words (), TfWord, i);
}

const TfWord *
tf_words_find (const char *name)
{
  for (guint i = 0; i < tf_words_get_n (); i++)
    if (g_str_equal (tf_words_get (i)->name, name))
      return tf_words_get (i);
  return NULL;
}

const char *
tf_word_kind_title (TfWordKind kind)
{
  return titles[kind];
}

char *
tf_word_get_meaning (const TfWord *self)
{
  return tf_lesson_text_to_markup (self->meaning);
}

char *
tf_word_get_sources (const TfWord *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (papers[i].names); j++)
      if (papers[i].names[j] != NULL && strstr (self->meaning, papers[i].names[j]) != NULL)
        {
          g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", papers[i].full);
          break;
        }
  return g_string_free (text, text->len == 0);
}

gboolean
tf_word_find_step (const TfWord *self, char **lesson, guint *step)
{
  const GPtrArray *lessons = load_lessons_once ();
  guint best = 0;

  *lesson = NULL;
  for (guint i = 0; i < lessons->len; i++)
    {
      const Taught *one = lessons->pdata[i];

      if (self->lesson != NULL && !g_str_equal (self->lesson, one->name))
        continue;
      for (guint j = 0; j < one->lesson->steps->len; j++)
        {
          guint how_well = judge (tf_lesson_get_step (one->lesson, j), self);

          if (how_well <= best)
            continue;
          best = how_well;
          *step = j;
          g_free (*lesson);
          *lesson = g_strdup (one->name);
        }
    }
  return best > 0;
}
