package org.letterlock.imap.net;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.Mailbox;

/**
 * A store where something else happens just before the n-th question one asks a mailbox: every place in which a session
 * can be overtaken by another can be tried, one by one, without threads.
 */
final class InterruptedStore {
    private final MailStore real;
    private Runnable interruption = () -> {};
    private int callsUntil = -1;

    InterruptedStore(MailStore real) {
        this.real = real;
    }

    MailStore store() {
        return wrap(MailStore.class, real);
    }

    /** {@code what} happens before the {@code n}-th call from now on, 0 for the next. */
    void before(int n, Runnable what) {
        callsUntil = n;
        interruption = what;
    }

    /** Whether fewer calls were made than that; nothing happens any more. */
    boolean stillWaiting() {
        boolean waiting = callsUntil >= 0;
        callsUntil = -1;
        return waiting;
    }

    private <T> T wrap(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Calls(target)));
    }

    private final class Calls implements InvocationHandler {
        private final Object target;

        Calls(Object target) {
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (target instanceof Mailbox && callsUntil >= 0 && callsUntil-- == 0) interruption.run();
            for (int i = 0; arguments != null && i < arguments.length; i++)
                if (arguments[i] instanceof Mailbox) // the store knows its own only
                arguments[i] = ((Calls) Proxy.getInvocationHandler(arguments[i])).target;
            try {
                return wrapped(method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private @Nullable Object wrapped(@Nullable Object result) {
            if (result instanceof MailAccount account) return wrap(MailAccount.class, account);
            if (result instanceof Optional<?> o && o.isPresent() && o.get() instanceof Mailbox mailbox)
                return Optional.of(wrap(Mailbox.class, mailbox));
            return result;
        }
    }
}
