/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "about.h"
#include "config.h"

static const char comments[]
    = "Neural collapse, happening: class means settling into a simplex equiangular tight frame, or stopping short of "
      "it because the features must stay near where they began.\n\n"
      "The mathematics is that of T. Tirer, H. Huang and J. Niles-Weed, “Perturbation Analysis of Neural Collapse”, "
      "ICML 2023 (PMLR 202:34301–34329).";

void
tf_show_about (GtkWindow *parent)
{
  static const char *const authors[]
      = { "Tom Tirer, Haoxiang Huang, Jonathan Niles-Weed: Perturbation Analysis of Neural Collapse, ICML 2023 "
          "https://arxiv.org/abs/2210.16658",
          "Vardan Papyan, X. Y. Han, David L. Donoho: Prevalence of Neural Collapse, PNAS 2020",
          "X. Y. Han, Vardan Papyan, David L. Donoho: Neural Collapse Under MSE Loss, ICLR 2022 "
          "https://arxiv.org/abs/2106.02073",
          "Tom Tirer, Joan Bruna: Extended Unconstrained Features Model, ICML 2022", NULL };
  static const char *const data[]
      = { "MNIST images: Yann LeCun, Corinna Cortes, Christopher J. C. Burges (CC BY-SA 3.0)",
          "The bundled layers are hidden layers of networks trained on them, under the same licence",
          "Digits of 8 × 8 pixels: E. Alpaydin, C. Kaynak, UCI Machine Learning Repository (CC BY 4.0)", NULL };
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "transient-for", parent, "modal", parent != NULL, "application-name", "Tightframe",
                "application-icon", "io.github.tightframe.Tightframe", "version", TF_VERSION, "developer-name",
                "The Tightframe authors", "comments", comments, "license-type", GTK_LICENSE_GPL_3_0, NULL);
  adw_about_window_add_credit_section (ADW_ABOUT_WINDOW (about), "Mathematics", (const char **) authors);
  adw_about_window_add_credit_section (ADW_ABOUT_WINDOW (about), "Data", (const char **) data);
  gtk_window_present (GTK_WINDOW (about));
}
