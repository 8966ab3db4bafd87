/** Words that people typed. */
@NullMarked
package dev.muster.common.text;

import org.jspecify.annotations.NullMarked;
