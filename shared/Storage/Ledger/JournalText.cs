using System.Globalization;
using System.Text;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// Journal entries as stored lines: kind, command id, actor, reason, changes, parted by tabs. A change is
/// <c>location:before&gt;after</c> in the form of <see cref="LevelText"/>. The order of a reservation is the command id up to its last
/// <c>@</c>; that of a return is one field more.
/// </summary>
internal static class JournalText
{
    private const char Field = '\t';
    private const char Line = '\n';

    public static void Append(
        StringBuilder lines, JournalKind kind, string commandId, string? actor, string? reason, IReadOnlyList<LevelChange> changes,
        OrderId? order = null)
    {
        if (lines.Length > 0)
        {
            lines.Append(Line);
        }

        lines.Append((int)kind).Append(Field);
        AppendText(lines, commandId);
        lines.Append(Field);
        AppendText(lines, actor);
        lines.Append(Field);
        AppendText(lines, reason);
        lines.Append(Field);
        for (var i = 0; i < changes.Count; i++)
        {
            if (i > 0)
            {
                lines.Append(';');
            }

            lines.Append(changes[i].Location.Value).Append(':');
            LevelText.AppendUnits(lines, changes[i].Before);
            lines.Append('>');
            LevelText.AppendUnits(lines, changes[i].After);
        }

        if (order is { } named)
        {
            lines.Append(Field);
            AppendText(lines, named.ToString());
        }
    }

    public static IEnumerable<JournalEntry> Parse(JournalEntity page)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(page.AtUnixMilliseconds);
        var position = page.FirstPosition;
        foreach (var line in page.Lines.Split(Line))
        {
            var fields = line.Split(Field);
            var kind = (JournalKind)int.Parse(fields[0], CultureInfo.InvariantCulture);
            var commandId = ToText(fields[1])!;
            yield return new JournalEntry(
                position++,
                at,
                kind,
                commandId,
                OrderOf(kind, commandId, fields),
                ToText(fields[2]),
                ToText(fields[3]),
                ParseChanges(fields[4]));
        }
    }

    private static OrderId? OrderOf(JournalKind kind, string commandId, string[] fields) => kind switch
    {
        JournalKind.ReservationSet or JournalKind.BackordersFilled => OrderId.Parse(commandId[..commandId.LastIndexOf('@')]),
        JournalKind.Returned => OrderId.Parse(ToText(fields[5])!),
        _ => null,
    };

    private static LevelChange[] ParseChanges(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        return Array.ConvertAll(text.Split(';'), part =>
        {
            var colon = part.IndexOf(':');
            var arrow = part.IndexOf('>');
            var location = LocationId.Parse(part[..colon]);
            return new LevelChange(
                LevelText.ParseUnits(location, part.AsSpan(colon + 1, arrow - colon - 1)),
                LevelText.ParseUnits(location, part.AsSpan(arrow + 1)));
        });
    }

    private static void AppendText(StringBuilder lines, string? text)
    {
        if (text is null)
        {
            return;
        }

        if (text.AsSpan().IndexOfAny("\t\n\\") < 0)
        {
            lines.Append(text);
            return;
        }

        lines.Append(text.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n"));
    }

    private static string? ToText(string field)
    {
        if (field.Length == 0)
        {
            return null;
        }

        if (!field.Contains('\\'))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            text.Append(field[i] != '\\' ? field[i] : field[++i] switch { 't' => '\t', 'n' => '\n', var other => other });
        }

        return text.ToString();
    }
}
