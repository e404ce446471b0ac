package io.ntk.cli.help;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says where help shows the options of a class, or one that is shown elsewhere; without it, the group is {@code GENERAL}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface Grouped {
    /** {@return the group} */
    OptionGroup value();
}
