package org.letterlock.pop3.net;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;

/** A store that does most things as another one does. */
final class StubbornStore {
    private StubbornStore() {}

    /** {@code store}, but {@link Mailbox#remove} gives what {@code remove} gives, and removes nothing. */
    static MailStore of(MailStore store, Supplier<?> remove) {
        return in(store, Map.of("remove", nothing -> remove.get()));
    }

    /** {@code store}, but what the mailboxes' methods give goes through {@code changed}, by the methods' names. */
    static MailStore in(MailStore store, Map<String, Function<Object, Object>> changed) {
        Function<Object, Object> mailbox = m -> like(Mailbox.class, m, changed);
        Function<Object, Object> opened = m -> ((Optional<?>) m).map(mailbox);
        Function<Object, Object> account = a -> like(MailAccount.class, a, Map.of("open", opened));
        return like(MailStore.class, store, Map.of("account", account));
    }

    static <T> T like(Class<T> type, Object one, Map<String, Function<Object, Object>> changed) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    var change = changed.get(method.getName());
                    try {
                        var result = method.getName().equals("remove") ? null : method.invoke(one, arguments);
                        return change == null ? result : change.apply(result);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
