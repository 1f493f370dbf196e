/** When to call a person: pure rules and the state machine that they share. */
@NullMarked
package ganflux.monitor.alarm;

import org.jspecify.annotations.NullMarked;
