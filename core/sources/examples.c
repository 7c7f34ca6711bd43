/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "examples.h"

#include "examples-folder.h"

/* Titles fit the width of the list: all but the digits, which are pixels, are layers of networks on MNIST. */
static const struct
{
  const char *file;
  const char *title;
} examples[] = {
  { "mnist_mlp6_mse_L1.npz", "MLP, layer 1 of 6" },
  { "mnist_mlp6_mse_L2.npz", "MLP, layer 2 of 6" },
  { "mnist_mlp6_mse_L3.npz", "MLP, layer 3 of 6" },
  { "mnist_mlp6_mse_L4.npz", "MLP, layer 4 of 6" },
  { "mnist_mlp6_mse_L5.npz", "MLP, layer 5 of 6" },
  { "mnist_mlp6_mse_L6.npz", "MLP, layer 6 of 6" },
  { "mnist_layerwise_depth1.npz", "Layer-wise, depth 1" },
  { "mnist_layerwise_depth2.npz", "Layer-wise, depth 2" },
  { "mnist_layerwise_depth3.npz", "Layer-wise, depth 3" },
  { "mnist_layerwise_depth4.npz", "Layer-wise, depth 4" },
  { "mnist_layerwise_depth5.npz", "Layer-wise, depth 5" },
  { "mnist_layerwise_depth6.npz", "Layer-wise, depth 6" },
  { "mnist_cnn_ce_epoch001_penult.npz", "CNN, epoch 1" },
  { "mnist_cnn_ce_epoch120_penult.npz", "CNN, epoch 120" },
  { "digits_8x8.npz", "Digits, 8 × 8 pixels" },
};

/* Several of them as one network, "FILES1.npz" and so on. */
static const struct
{
  const char *files;
  guint       n;
  const char *title;
} networks[] = {
  { "mnist_mlp6_mse_L", 6, "MLP, layers 1–6" },
  { "mnist_layerwise_depth", 6, "Layer-wise, depths 1–6" },
};

/* Sessions on them. */
static const struct
{
  const char *file;
  const char *title;
} runs[] = {
  { "figure3-mse.tightframe", "Figure 3, trained: MSE" },
  { "figure3-ce.tightframe", "Figure 3, trained: CE" },
  { "digits-training.tightframe", "Digits, a training" },
};

static TfSource *
make_example (guint i)
{
  g_autoptr (GFile) file = tf_example_find (examples[i].file);

  return file != NULL ? tf_source_new_example (file, examples[i].title) : NULL;
}

static TfSource *
make_network (guint i)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);

  for (guint layer = 1; layer <= networks[i].n; layer++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u.npz", networks[i].files, layer);
      g_autoptr (GFile) file = tf_example_find (name);

      if (file == NULL)
        return NULL;
      g_ptr_array_add (layers, tf_source_new_example (file, name));
    }
  return tf_source_new_series ((TfSource *const *) layers->pdata, layers->len, networks[i].title);
}

static void
add (GPtrArray *list, TfSource *source)
{
  if (source != NULL)
    g_ptr_array_add (list, source);
}

GPtrArray *
tf_examples_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    add (list, make_network (i));
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    add (list, make_example (i));
  return list;
}

static void
run_free (TfExampleRun *run)
{
  g_free (run->title);
  g_object_unref (run->file);
  g_free (run);
}

GPtrArray *
tf_examples_list_runs (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      GFile *file = tf_example_find (runs[i].file);

      if (file == NULL)
        continue;
      g_ptr_array_add (list, g_new (TfExampleRun, 1));
      *(TfExampleRun *) g_ptr_array_index (list, list->len - 1) = (TfExampleRun){ g_strdup (runs[i].title), file };
    }
  return list;
}

gboolean
tf_examples_hold_run (const char *path)
{
  g_autoptr (GPtrArray) list = tf_examples_list_runs ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  for (guint i = 0; i < list->len; i++)
    if (g_file_equal (file, ((const TfExampleRun *) g_ptr_array_index (list, i))->file))
      return TRUE;
  return FALSE;
}
