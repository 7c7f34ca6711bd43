/* map-place.c: from the places of a map to the surface
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "map-heat.h"

double
tf_map_place_x (const Plot *self, double place)
{
  return self->axes.area.x + place / MAX (self->field.m - 1.0, 1) * self->axes.area.width;
}

double
tf_map_place_y (const Plot *self, double place)
{
  return self->axes.area.y + (1 - place / MAX (self->field.n - 1.0, 1)) * self->axes.area.height;
}
