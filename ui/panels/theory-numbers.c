/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-numbers.h"

#include <math.h>

#include "label-text.h"
#include "limit.h"
#include "number-format.h"
#include "simplex-margin.h"

/* One number, or of several the least and the largest. */
static void
set_range (GtkLabel *label, double least, double most)
{
  g_autofree char *from = tf_format_number (least, 3), *to = tf_format_number (most, 3);
  g_autofree char *text = g_str_equal (from, to) ? g_steal_pointer (&from) : g_strdup_printf ("%s – %s", from, to);

  tf_label_set (label, text);
}

static void
show_no_theory (const TfTheoryNumbers *self)
{
  tf_label_set (self->c, "–");
  tf_label_set (self->rho, "–");
}

/* With a bias and classes of different sizes there is no such number for a class: a dash. */
static void
show_classes_theory (const TfTheoryNumbers *self, const TfFrame *frame, const TfParameters *parameters)
{
  double c[2] = { INFINITY, -INFINITY }, rho[2] = { INFINITY, -INFINITY };

  if (parameters->bias)
    {
      show_no_theory (self);
      return;
    }
  for (guint k = 0; k < frame->n_classes; k++)
    {
      double c_k = tf_limit_class_c (parameters, frame->n_classes, frame->n_samples, frame->class_sizes[k]);
      double rho_k = tf_limit_class_rho (parameters, frame->n_classes, frame->n_samples, frame->class_sizes[k]);

      c[0] = MIN (c[0], c_k);
      c[1] = MAX (c[1], c_k);
      rho[0] = MIN (rho[0], rho_k);
      rho[1] = MAX (rho[1], rho_k);
    }
  set_range (self->c, c[0], c[1]);
  set_range (self->rho, rho[0], rho[1]);
}

/* The simplex of another loss, of classes of one size; of others the page Limit has a program's. */
/* c and rho are of Theorem 2.1 alone: why not here. */
static void
show_no_end (const TfTheoryNumbers *self, const char *why)
{
  GtkLabel *numbers[] = { self->c, self->rho };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gtk_label_set_label (numbers[i], "–");
      gtk_widget_set_tooltip_text (gtk_widget_get_parent (GTK_WIDGET (numbers[i])), why);
    }
}

static void
show_other_loss (const TfTheoryNumbers *self, const TfFrame *frame, const TfParameters *parameters)
{
  double c = tf_parameters_c (parameters), gamma = tf_simplex_margin_of (tf_parameters_loss (parameters), frame->n_classes, c);
  gboolean balanced = tf_frame_is_balanced (frame);

  if (isnan (gamma))
    {
      show_no_end (self, "Where this loss ends is not known in closed form");
      return;
    }
  gtk_widget_set_tooltip_text (
    gtk_widget_get_parent (GTK_WIDGET (self->c)),
    "c = √(λ_H λ_W): at β = 0 and for classes of equal size the class means end in a simplex frame, which shrinks with c");
  gtk_widget_set_tooltip_text (
    gtk_widget_get_parent (GTK_WIDGET (self->rho)),
    !balanced ? "Classes differ in size: the page Limit has where each of them ends"
    : parameters->loss == TF_LOSS_FOCAL
      ? "ρ = γ √(λ_W/λ_H): that frame is MᵀM = ρ (I − 11ᵀ/K), γ the margin of the focal loss (Zhou et al. 2022)"
      : "ρ = γ √(λ_W/λ_H): that frame is MᵀM = ρ (I − 11ᵀ/K), γ = ln(K/(c + α) − K + 1) the margin of cross-entropy "
        "(Zhu et al. 2021)");
  tf_label_set_number (self->c, c);
  if (balanced && parameters->lambda_h > 0)
    tf_label_set_number (self->rho, gamma * sqrt (parameters->lambda_w / parameters->lambda_h));
  else
    tf_label_set (self->rho, "–");
}

/* Theorem 2.1 is of classes of one size; of others each has its own c and rho. */
void
tf_theory_numbers_show (const TfTheoryNumbers *self, const TfFrame *frame, const TfParameters *parameters)
{
  gboolean balanced = tf_frame_is_balanced (frame);

  if (parameters->flow == TF_FLOW_NETWORK)
    {
      show_no_end (self, "Of the model alone: no theorem says where a network ends");
      return;
    }
  if (tf_parameters_head_layers (parameters) > 1)
    {
      show_no_end (self, "Of one linear layer on top: with several, the page Limit has where each class ends");
      return;
    }
  if (parameters->loss != TF_LOSS_SQUARED)
    {
      show_other_loss (self, frame, parameters);
      return;
    }
  gtk_widget_set_tooltip_text (
    gtk_widget_get_parent (GTK_WIDGET (self->c)),
    balanced ? "c = √(λ_H λ_W): at β = 0, for c ≤ 1 every minimizer is collapsed, for c > 1 it is zero. [T23] Theorem 2.1"
             : "Classes differ in size: c_k = √(λ_H λ_W N/(K n_k)) of class k with n_k samples, over all classes. At β = 0 "
               "without a bias, class k vanishes from c_k = 1 on. With a bias: see the page Limit");
  gtk_widget_set_tooltip_text (
    gtk_widget_get_parent (GTK_WIDGET (self->rho)),
    balanced ? "ρ = (1 − c) √(λ_W/λ_H): squared norm of the class means of that minimizer. [T23] Theorem 2.1"
             : "Classes differ in size: ρ_k = (1 − c_k) √(N/(K n_k)) √(λ_W/λ_H), the squared norm of class k’s mean at that "
               "minimizer, over all classes. The page Limit has each of them");
  if (!balanced)
    {
      show_classes_theory (self, frame, parameters);
      return;
    }
  tf_label_set_number (self->c, tf_parameters_c (parameters));
  tf_label_set_number (self->rho, tf_parameters_rho (parameters));
}
