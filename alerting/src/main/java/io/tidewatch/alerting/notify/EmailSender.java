package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.config.DeskConfig;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Sends plain-text mail through one SMTP server. */
final class EmailSender implements ChannelSender {
    private final Session session;
    private final String from;
    private final Clock clock;

    /** @param config must name a mail server */
    EmailSender(DeskConfig.Notify config, Clock clock) {
        this.from = config.smtpFrom();
        this.clock = clock;
        this.session = Session.getInstance(properties(config), authenticator(config));
    }

    private static Properties properties(DeskConfig.Notify config) {
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", Objects.requireNonNull(config.smtpHost()));
        properties.put("mail.smtp.port", String.valueOf(config.smtpPort()));
        properties.put("mail.smtp.auth", String.valueOf(!config.smtpUser().isEmpty()));
        properties.put("mail.smtp.starttls.required", String.valueOf("starttls".equals(config.smtpTls())));
        properties.put("mail.smtp.starttls.enable", String.valueOf("starttls".equals(config.smtpTls())));
        properties.put("mail.smtp.ssl.enable", String.valueOf("tls".equals(config.smtpTls())));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put(
                    "mail.smtp." + timeout, String.valueOf(config.timeout().toMillis()));
        }
        return properties;
    }

    private static @Nullable Authenticator authenticator(DeskConfig.Notify config) {
        if (config.smtpUser().isEmpty()) {
            return null;
        }
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(config.smtpUser(), config.smtpPassword());
            }
        };
    }

    @Override
    public void send(Notice notice, String target, String secret) throws IOException {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(from));
            message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(target, true));
            message.setSubject(notice.title(), StandardCharsets.UTF_8.name());
            message.setText(notice.text() + "\n\n" + notice.link() + "\n", StandardCharsets.UTF_8.name());
            message.setSentDate(Date.from(clock.instant()));
            message.setHeader("X-Tidewatch-Delivery", String.valueOf(notice.id()));
            Transport.send(message);
        } catch (MessagingException e) {
            throw new IOException("the mail server did not take it: " + e.getMessage(), e);
        }
    }
}
