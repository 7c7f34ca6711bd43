/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameter-info.h"

#include <string.h>

#include "number-text.h"

static const TfParameterChoice flags[] = { { "false", "Off", "", FALSE }, { "true", "On", "", FALSE }, { NULL } };

/* TfFlowKind */
static const TfParameterChoice flows[] = {
  { "central", "Central path",
    "Features follow −N∇_H f while W is at its optimum W*(H) at every moment. [T23] Eq. 4", FALSE },
  { "joint", "Joint flow",
    "Features and W descend together; η is the speed of W against H. For η → ∞ it is the central path.", FALSE },
  { "descent", "Gradient descent",
    "Explicit steps H ← H − step · N∇_H f at W = W*(H), as networks are trained. Too large a step diverges.", FALSE },
  { "network", "Network",
    "Real layers in the place of β: ReLU layers on H₀ and a last layer W are trained, and H is what the last of them "
    "makes of H₀. λ_W and λ_H are their weight decays. Time is iterations", FALSE },
  { NULL },
};

/* TfInitialW */
static const TfParameterChoice starts[] = {
  { "file", "From the file", "", TRUE },
  { "zero", "Zero", "", FALSE },
  { "random", "Random", "", FALSE },
  { NULL },
};

/* TfLossKind */
static const TfParameterChoice losses[] = {
  { "squared", "Squared error", "½‖z − e_y‖² of the logits z = Wh. [T23] Eq. 2", FALSE },
  { "cross-entropy", "Cross-entropy",
    "−Σ_k q_k ln p_k of p = softmax(z), with the labels smoothed by α: q = (1 − α)e_y + α/K", FALSE },
  { "focal", "Focal loss", "−(1 − p_y)^κ ln p_y: cross-entropy that cares less for samples it is sure of", FALSE },
  { NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (losses) == TF_N_LOSSES + 1);

static gboolean
is_cross_entropy (const TfParameters *parameters)
{
  return parameters->loss == TF_LOSS_CROSS_ENTROPY;
}

static gboolean
is_focal (const TfParameters *parameters)
{
  return parameters->loss == TF_LOSS_FOCAL;
}

/* A network has no such term, and one decay for W and b. */
static gboolean
is_model (const TfParameters *parameters)
{
  return parameters->flow != TF_FLOW_NETWORK;
}

static gboolean
has_decayed_bias (const TfParameters *parameters)
{
  return parameters->bias && is_model (parameters);
}

static gboolean
is_joint (const TfParameters *parameters)
{
  return parameters->flow == TF_FLOW_JOINT;
}

static gboolean
is_descent (const TfParameters *parameters)
{
  return parameters->flow == TF_FLOW_DESCENT;
}

static gboolean
is_network (const TfParameters *parameters)
{
  return parameters->flow == TF_FLOW_NETWORK;
}

static gboolean
has_seed (const TfParameters *parameters)
{
  return is_joint (parameters) || is_network (parameters);
}

#define FIELD(member) G_STRUCT_OFFSET (TfParameters, member)
#define LAST(choices) (G_N_ELEMENTS (choices) - 2) /* before the NULL that ends them */

static const TfParameterInfo table[] = {
  {
    .name = "lambda-w", .option = "lambda-w", .kind = TF_PARAMETER_REAL, .offset = FIELD (lambda_w),
    .symbol = "λ_W", .markup = "λ<sub>W</sub>", .latex = "$\\lambda_W$", .family = "λ", .subject = "λ_W",
    .title = "last layer",
    .meaning = "λ_W > 0: weight of the last layer’s regularization, λ_W/(2K) ‖W‖². [T23] Eq. 2",
    .help = "Weight of last-layer regularization, above 0", .placeholder = "X",
    .group = TF_GROUP_OBJECTIVE, .max = TF_PARAMETERS_LARGEST, .is_open = TRUE,
    .place = 0, .has_row = TRUE, .is_usual = TRUE, .slider_lower = -5, .slider_upper = 1,
  },
  {
    .name = "lambda-h", .option = "lambda-h", .kind = TF_PARAMETER_REAL, .offset = FIELD (lambda_h),
    .symbol = "λ_H", .markup = "λ<sub>H</sub>", .latex = "$\\lambda_H$", .family = "λ", .subject = "λ_H",
    .title = "features",
    .meaning = "λ_H ≥ 0: weight of the features’ regularization, λ_H/(2N) ‖H‖². [T23] Eq. 2",
    .help = "Weight of feature regularization", .placeholder = "X",
    .group = TF_GROUP_OBJECTIVE, .max = TF_PARAMETERS_LARGEST,
    .place = 1, .has_row = TRUE, .is_usual = TRUE, .slider_lower = -5, .slider_upper = 1,
  },
  {
    .name = "beta", .option = "beta", .kind = TF_PARAMETER_REAL, .offset = FIELD (beta),
    .symbol = "β", .markup = "β", .latex = "$\\beta$", .subject = "β",
    .title = "stay near H₀",
    .meaning = "β ≥ 0: weight of the vicinity term β/(2N) ‖H − H₀‖². 1/β reads as the complexity of the layers "
               "between H₀ and H. [T23] Eq. 2",
    .help = "Weight of staying near H₀", .placeholder = "X",
    .group = TF_GROUP_OBJECTIVE, .max = TF_PARAMETERS_LARGEST, .applies = is_model,
    .place = 2, .has_row = TRUE, .is_usual = TRUE, .slider_lower = -3, .slider_upper = 3,
  },
  {
    .name = "bias", .option = "bias", .kind = TF_PARAMETER_FLAG, .offset = FIELD (bias),
    .symbol = "bias", .markup = "bias", .latex = "bias", .subject = "the bias",
    .title = "Bias", .note = "At its optimum, or flowing with W",
    .meaning = "With a free bias b the class means themselves, not only the centred ones, go to a simplex ETF",
    .help = "With an unregularized bias, at its optimum or, in the joint flow, beside W", .placeholder = "without",
    .group = TF_GROUP_OBJECTIVE, .max = 1, .choices = flags,
    .place = 17, .has_row = TRUE,
  },
  {
    .name = "flow", .option = "flow", .kind = TF_PARAMETER_CHOICE, .offset = FIELD (flow),
    .symbol = "flow", .markup = "flow", .latex = "flow", .subject = "the flow",
    .title = "Kind", .meaning = "Which flow the features follow",
    .help = "central: W at its optimum; joint: W flows too; descent: steps of H; network: real layers", .placeholder = "KIND",
    .group = TF_GROUP_DYNAMICS, .max = LAST (flows), .choices = flows,
    .place = 3, .has_row = TRUE,
  },
  {
    .name = "eta", .option = "eta", .kind = TF_PARAMETER_REAL, .offset = FIELD (eta),
    .symbol = "η", .markup = "η", .latex = "$\\eta$", .subject = "η",
    .title = "speed of W",
    .meaning = "η > 0: Ẇ = −η K∇_W f, the speed of W against H. η → ∞ is the central path",
    .help = "Joint flow: speed of W against H, above 0", .placeholder = "X",
    .group = TF_GROUP_DYNAMICS, .max = TF_PARAMETERS_LARGEST, .is_open = TRUE, .applies = is_joint,
    .place = 4, .has_row = TRUE, .slider_lower = -2, .slider_upper = 3,
  },
  {
    .name = "step", .option = "step", .kind = TF_PARAMETER_REAL, .offset = FIELD (step),
    .symbol = "step", .markup = "step", .latex = "step", .subject = "the step",
    .title = "Step",
    .meaning = "Step > 0 of gradient descent: H ← H − step · N∇_H f. Too large a step diverges",
    .help = "Descent: length of a step, above 0", .placeholder = "X",
    .group = TF_GROUP_DYNAMICS, .max = TF_PARAMETERS_LARGEST, .is_open = TRUE, .applies = is_descent,
    .place = 7, .has_row = TRUE, .slider_lower = -3, .slider_upper = 1,
  },
  {
    .name = "initial-w", .option = "initial-w", .kind = TF_PARAMETER_CHOICE, .offset = FIELD (initial_w),
    .symbol = "first W", .markup = "first W", .latex = "first $W$", .subject = "the first W",
    .title = "First W", .meaning = "W(0) of the joint flow; a restart begins there",
    .help = "Joint flow: W at t = 0: file (the one beside the features), zero or random", .placeholder = "WHICH",
    .group = TF_GROUP_START, .max = LAST (starts), .choices = starts, .applies = is_joint,
    .place = 6, .has_row = TRUE,
  },
  {
    .name = "initial-w-seed", .option = "seed", .kind = TF_PARAMETER_WHOLE, .offset = FIELD (initial_w_seed),
    .symbol = "seed", .markup = "seed", .latex = "seed", .subject = "the seed",
    .title = "Seed", .meaning = "Of the random numbers of a random W(0), and of a network’s layers and batches",
    .help = "Seed of Gaussian features, of a random W and of a network", .placeholder = "S",
    .group = TF_GROUP_START, .max = G_MAXUINT32, .is_seed = TRUE, .applies = has_seed,
    .place = 13,
  },
  {
    .name = "tolerance", .option = "tolerance", .kind = TF_PARAMETER_REAL, .offset = FIELD (tolerance),
    .symbol = "tolerance", .markup = "tolerance", .latex = "tolerance", .subject = "the tolerance",
    .title = "Tolerance", .meaning = "Relative accuracy of the trajectory’s state",
    .help = "Relative accuracy of the trajectory's state, 1e-13 to 1e-2", .placeholder = "X",
    .group = TF_GROUP_ACCURACY, .min = 1e-13, .max = 1e-2,
    .place = 12,
  },
  {
    .name = "bias-decay", .option = "bias-decay", .kind = TF_PARAMETER_REAL, .offset = FIELD (bias_decay),
    .symbol = "λ_b", .markup = "λ<sub>b</sub>", .latex = "$\\lambda_b$", .subject = "λ_b",
    .title = "bias",
    .meaning = "λ_b ≥ 0: weight of the bias’s regularization, λ_b/2 ‖b‖². From the simplex (0: a free bias) to the "
               "orthogonal frame (∞: no bias)",
    .help = "With a bias, and this weight of its regularization", .placeholder = "X",
    .group = TF_GROUP_OBJECTIVE, .max = TF_PARAMETERS_LARGEST, .applies = has_decayed_bias, .flag = "bias",
    .place = 18, .has_row = TRUE, .slider_lower = -3, .slider_upper = 3,
  },
  {
    .name = "loss", .option = "loss", .kind = TF_PARAMETER_CHOICE, .offset = FIELD (loss),
    .symbol = "loss", .markup = "loss", .latex = "loss", .subject = "the loss",
    .title = "Loss", .meaning = "What is minimized of the logits, averaged over the samples",
    .help = "Loss of the logits: squared, cross-entropy or focal", .placeholder = "LOSS",
    .group = TF_GROUP_OBJECTIVE, .max = LAST (losses), .choices = losses,
    .place = 14, .has_row = TRUE,
  },
  {
    .name = "smoothing", .option = "smoothing", .kind = TF_PARAMETER_REAL, .offset = FIELD (smoothing),
    .symbol = "α", .markup = "α", .latex = "$\\alpha$", .subject = "α",
    .title = "smoothing",
    .meaning = "0 ≤ α ≤ 1: label smoothing of cross-entropy, q = (1 − α)e_y + α/K",
    .help = "Cross-entropy: label smoothing, 0 to 1", .placeholder = "A",
    .group = TF_GROUP_OBJECTIVE, .max = 1, .applies = is_cross_entropy,
    .place = 15, .has_row = TRUE, .slider_lower = -3, .slider_upper = 0,
  },
  {
    .name = "focal-exponent", .option = "focal-exponent", .kind = TF_PARAMETER_REAL, .offset = FIELD (focal_exponent),
    .symbol = "κ", .markup = "κ", .latex = "$\\kappa$", .subject = "κ",
    .title = "focus",
    .meaning = "0 ≤ κ ≤ 100: exponent of the focal loss, −(1 − p_y)^κ ln p_y; κ = 0 is cross-entropy",
    .help = "Focal loss: its exponent, 0 to 100", .placeholder = "G",
    .group = TF_GROUP_OBJECTIVE, .max = 100, .applies = is_focal,
    .place = 16, .has_row = TRUE, .slider_lower = -1, .slider_upper = 2,
  },
  {
    .name = "rate", .option = "rate", .kind = TF_PARAMETER_REAL, .offset = FIELD (rate),
    .symbol = "rate", .markup = "rate", .latex = "rate", .subject = "the rate",
    .title = "Rate",
    .meaning = "Learning rate > 0 of the network: v ← μv + ∇f, θ ← θ − rate · v. Too large a rate diverges",
    .help = "Network: learning rate, above 0", .placeholder = "X",
    .group = TF_GROUP_DYNAMICS, .max = TF_PARAMETERS_LARGEST, .is_open = TRUE, .applies = is_network,
    .place = 9, .has_row = TRUE, .slider_lower = -4, .slider_upper = 1,
  },
  {
    .name = "momentum", .option = "momentum", .kind = TF_PARAMETER_REAL, .offset = FIELD (momentum),
    .symbol = "μ", .markup = "μ", .latex = "$\\mu$", .subject = "the momentum",
    .title = "momentum",
    .meaning = "0 ≤ μ < 1: momentum of the network’s steps, v ← μv + ∇f",
    .help = "Network: momentum, from 0 to below 1", .placeholder = "X",
    .group = TF_GROUP_DYNAMICS, .max = 1, .is_below = TRUE, .applies = is_network,
    .place = 10, .has_row = TRUE, .slider_lower = -2, .slider_upper = 0,
  },
  {
    .name = "batch", .option = "batch", .kind = TF_PARAMETER_WHOLE, .offset = FIELD (batch),
    .symbol = "batch", .markup = "batch", .latex = "batch", .subject = "the batch",
    .title = "Batch",
    .meaning = "Samples of a step of the network, in an order that the seed draws anew in each epoch; 0: all samples",
    .help = "Network: samples of a step, in an order from the seed; 0: all", .placeholder = "B",
    .group = TF_GROUP_DYNAMICS, .max = G_MAXUINT32, .applies = is_network,
    .place = 11, .has_row = TRUE,
  },
  {
    .name = "hidden-layers", .option = "hidden", .kind = TF_PARAMETER_WIDTHS, .offset = FIELD (hidden),
    .symbol = "hidden layers", .markup = "hidden layers", .latex = "hidden layers", .subject = "the hidden layers",
    .title = "Hidden layers",
    .meaning = "Units of each ReLU layer of the network, from H₀ up, with commas between; other layers are trained from "
               "their start",
    .help = "Network: widths of its hidden layers, from H₀ up", .placeholder = "N1,N2,…",
    .group = TF_GROUP_START, .max = TF_WIDTHS_MOST_LAYERS, .applies = is_network,
    .place = 8, .has_row = TRUE,
  },
  {
    .name = "head-layers", .option = "head-layers", .kind = TF_PARAMETER_WHOLE, .offset = FIELD (head_layers),
    .symbol = "M", .markup = "<i>M</i>", .latex = "$M$", .subject = "the number of head layers",
    .title = "Head layers",
    .meaning = "M from 1 to 6: linear layers on top, W = W_M ⋯ W_1, of which each has the weight λ_W/(2K). From two on W = 0 "
               "stays where it is, so begin with a random W; classes then vanish by a jump",
    .help = "Joint flow: linear layers on top, W being their product, 1 to 6", .placeholder = "M",
    .group = TF_GROUP_OBJECTIVE, .min = 1, .max = TF_HEAD_LAYERS_MOST, .applies = is_joint,
    .place = 5, .is_of_flow = TRUE, .has_row = TRUE,
  },
};

G_STATIC_ASSERT (G_N_ELEMENTS (table) == TF_N_PARAMETERS);

/* public */

const TfParameterInfo *
tf_parameter_info (guint i)
{
  g_assert (i < TF_N_PARAMETERS);
  return &table[i];
}

const TfParameterInfo *
tf_parameter_at_place (guint place)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (table[i].place == place)
      return &table[i];
  g_assert_not_reached ();
}

double
tf_parameter_get_real (const TfParameterInfo *info, const TfParameters *parameters)
{
  g_assert (info->kind == TF_PARAMETER_REAL);
  return G_STRUCT_MEMBER (double, parameters, info->offset);
}

void
tf_parameter_set_real (const TfParameterInfo *info, TfParameters *parameters, double value)
{
  g_assert (info->kind == TF_PARAMETER_REAL);
  G_STRUCT_MEMBER (double, parameters, info->offset) = value;
}

static const TfWidths *
get_widths (const TfParameterInfo *info, const TfParameters *parameters)
{
  return &G_STRUCT_MEMBER (TfWidths, parameters, info->offset);
}

/* Flags and enums are as wide as a guint, and may be read as one. */
G_STATIC_ASSERT (sizeof (gboolean) == sizeof (guint) && sizeof (TfFlowKind) == sizeof (guint)
                 && sizeof (TfInitialW) == sizeof (guint) && sizeof (guint32) == sizeof (guint));

guint
tf_parameter_get_whole (const TfParameterInfo *info, const TfParameters *parameters)
{
  guint value = G_STRUCT_MEMBER (guint, parameters, info->offset);

  g_assert (info->kind != TF_PARAMETER_REAL && info->kind != TF_PARAMETER_WIDTHS);
  return info->kind == TF_PARAMETER_FLAG ? value != 0 : value;
}

void
tf_parameter_set_whole (const TfParameterInfo *info, TfParameters *parameters, guint value)
{
  g_assert (info->kind != TF_PARAMETER_REAL && info->kind != TF_PARAMETER_WIDTHS);
  G_STRUCT_MEMBER (guint, parameters, info->offset) = value;
}

char *
tf_parameter_list_choices (const TfParameterInfo *info, const char *between, const char *last)
{
  GString *list = g_string_new (NULL);

  for (const TfParameterChoice *choice = info->choices; choice->word != NULL; choice++)
    {
      if (choice > info->choices)
        g_string_append (list, choice[1].word != NULL ? between : last);
      g_string_append (list, choice->word);
    }
  return g_string_free (list, FALSE);
}

gboolean
tf_parameter_applies (const TfParameterInfo *info, const TfParameters *parameters)
{
  return info->applies == NULL || info->applies (parameters);
}

gboolean
tf_parameter_agrees (const TfParameterInfo *info, const TfParameters *a, const TfParameters *b)
{
  if (info->kind == TF_PARAMETER_REAL)
    return tf_parameter_get_real (info, a) == tf_parameter_get_real (info, b);
  if (info->kind == TF_PARAMETER_WIDTHS)
    return tf_widths_equal (get_widths (info, a), get_widths (info, b));
  return tf_parameter_get_whole (info, a) == tf_parameter_get_whole (info, b);
}

gboolean
tf_parameter_is_default (const TfParameterInfo *info, const TfParameters *parameters)
{
  return tf_parameter_agrees (info, parameters, &TF_PARAMETERS_DEFAULT);
}

gboolean
tf_parameters_agree (const TfParameters *a, const TfParameters *b, TfParameterGroup groups)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if ((table[i].group & groups) && !tf_parameter_agrees (&table[i], a, b)
        && (tf_parameter_applies (&table[i], a) || tf_parameter_applies (&table[i], b)))
      return FALSE;
  return TRUE;
}

gboolean
tf_parameters_agree_but_beta (const TfParameters *a, const TfParameters *b, TfParameterGroup groups)
{
  TfParameters moved = *a;

  moved.beta = b->beta;
  return tf_parameters_agree (&moved, b, groups);
}

char *
tf_parameter_get_text (const TfParameterInfo *info, const TfParameters *parameters)
{
  char number[TF_NUMBER_TEXT_SIZE];

  if (info->kind == TF_PARAMETER_REAL)
    return g_strdup (tf_number_write (tf_parameter_get_real (info, parameters), number));
  if (info->kind == TF_PARAMETER_WHOLE)
    return g_strdup_printf ("%u", tf_parameter_get_whole (info, parameters));
  if (info->kind == TF_PARAMETER_WIDTHS)
    return tf_widths_get_text (get_widths (info, parameters));
  return g_strdup (info->choices[tf_parameter_get_whole (info, parameters)].word);
}

gboolean
tf_parameter_set_text (const TfParameterInfo *info, TfParameters *parameters, const char *text)
{
  guint64 whole;

  if (info->kind == TF_PARAMETER_REAL)
    return tf_number_read (text, G_STRUCT_MEMBER_P (parameters, info->offset));
  if (info->kind == TF_PARAMETER_WHOLE)
    {
      if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &whole, NULL))
        return FALSE;
      tf_parameter_set_whole (info, parameters, whole);
      return TRUE;
    }
  if (info->kind == TF_PARAMETER_WIDTHS)
    return tf_widths_parse (&G_STRUCT_MEMBER (TfWidths, parameters, info->offset), text);
  for (guint i = 0; info->choices[i].word != NULL; i++)
    if (strcmp (info->choices[i].word, text) == 0)
      {
        tf_parameter_set_whole (info, parameters, i);
        return TRUE;
      }
  return FALSE;
}

gboolean
tf_parameters_set_text (TfParameters *self, const char *name, const char *text, GError **error)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (strcmp (table[i].name, name) == 0)
      {
        if (tf_parameter_set_text (&table[i], self, text))
          return TRUE;
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is no value for %s", text, name);
        return FALSE;
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no parameter “%s”", name);
  return FALSE;
}
