/**
 * Alarms: what goes wrong in a GAN, told in words while it happens. Rules look at windows of reports and at evaluations;
 * hysteresis keeps an alarm from flickering.
 */
@NullMarked
package ganflux.monitor.alarm;

import org.jspecify.annotations.NullMarked;
