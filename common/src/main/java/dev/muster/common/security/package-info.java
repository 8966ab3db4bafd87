/** Keys, certificates and join tokens, on the JDK's own cryptography. Issuing certificates is the coordinator's. */
@NullMarked
package dev.muster.common.security;

import org.jspecify.annotations.NullMarked;
