/** Files that hold a secret. */
@NullMarked
package dev.muster.common.secret;

import org.jspecify.annotations.NullMarked;
