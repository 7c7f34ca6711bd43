/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-kit.h"

TfNetwork *
make (TfFeatures *features, const TfNetworkSettings *settings)
{
  g_autoptr (GError) error = NULL;
  TfNetwork *network = tf_network_new (features, settings, &error);

  g_assert_no_error (error);
  return network;
}

double *
copy_parameters (TfNetwork *network)
{
  return g_memdup2 (tf_network_get_parameters (network), tf_network_get_n_parameters (network) * sizeof (double));
}
