/** Who is at the other end of a link, and what it may say: the words of identity, without any cryptography. */
@NullMarked
package dev.muster.common.model.trust;

import org.jspecify.annotations.NullMarked;
