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

/** A store whose mailboxes remove messages as they please. */
final class StubbornStore {
    private StubbornStore() {}

    /** {@code store}, but {@link Mailbox#remove} gives what {@code remove} gives. */
    static MailStore of(MailStore store, Supplier<?> remove) {
        Function<Object, Object> mailbox = m -> like(Mailbox.class, m, Map.of("remove", result -> remove.get()));
        Function<Object, Object> opened = m -> ((Optional<?>) m).map(mailbox);
        Function<Object, Object> account = a -> like(MailAccount.class, a, Map.of("open", opened));
        return like(MailStore.class, store, Map.of("account", account));
    }

    private static <T> T like(Class<T> type, Object one, Map<String, Function<Object, Object>> others) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
                    if (method.getName().equals("remove"))
                        return others.get("remove").apply(one);
                    try {
                        var result = method.invoke(one, arguments);
                        var other = others.get(method.getName());
                        return other == null ? result : other.apply(result);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
