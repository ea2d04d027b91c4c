using StockFlow.Stock;

namespace StockFlow.Simulator.Retail;

/// <summary>
/// Turns rows into what happened, invoice by invoice, while they are read. Remembers the open lines of the last
/// <see cref="CancellableFor"/> so that cancellations find their sale; memory grows with that window, not with the file.
/// </summary>
public sealed class RetailHistory
{
    /// <summary>How far back a cancellation looks for its sale.</summary>
    public static readonly TimeSpan CancellableFor = TimeSpan.FromDays(90);

    private readonly Dictionary<(string Customer, Sku Sku), List<OpenLine>> _openLines = [];
    private readonly Queue<(DateTimeOffset At, (string Customer, Sku Sku) Key)> _forgetting = new();
    private readonly Dictionary<string, int> _timesSeen = new(StringComparer.Ordinal);
    private DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>Reads the rows of an invoice that stand together as one invoice.</summary>
    public IEnumerable<RetailEvent> Read(IEnumerable<RetailRow> rows)
    {
        var invoice = new List<RetailRow>();
        foreach (var row in rows)
        {
            if (invoice.Count > 0 && !string.Equals(invoice[0].Invoice, row.Invoice, StringComparison.Ordinal))
            {
                foreach (var happened in Classify(invoice))
                {
                    yield return happened;
                }

                invoice.Clear();
            }

            invoice.Add(row);
        }

        if (invoice.Count > 0)
        {
            foreach (var happened in Classify(invoice))
            {
                yield return happened;
            }
        }
    }

    private IEnumerable<RetailEvent> Classify(List<RetailRow> rows)
    {
        var first = rows[0];
        _latest = first.At > _latest ? first.At : _latest;
        Forget(_latest - CancellableFor);
        var invoice = UniqueNumber(first.Invoice);
        if (IsAccounting(first.Invoice))
        {
            return [new RetailEvent.FeesOnly(invoice, _latest, [.. rows.Select(row => Fee(row, FeeKind.Accounting))])];
        }

        var fees = rows.Where(IsFee).Select(row => Fee(row, FeeCodes.KindOf(row.Code)!.Value)).ToList();
        var goods = rows.Where(row => !IsFee(row)).ToList();
        if (goods.Count == 0)
        {
            return [new RetailEvent.FeesOnly(invoice, _latest, fees)];
        }

        // Goods without a price beside an amount keyed in by hand are a sale all the same.
        return rows.TrueForAll(row => row.Customer is null && row.UnitPrice == 0)
            ? Adjustments(invoice, goods)
            : SaleAndCancellation(invoice, first, goods, fees);
    }

    private IEnumerable<RetailEvent> Adjustments(string invoice, List<RetailRow> goods)
    {
        var number = 0;
        foreach (var row in goods)
        {
            number++;
            var id = goods.Count == 1 ? invoice : $"{invoice}/{number}";
            yield return new RetailEvent.Adjustment(id, _latest, Sku.Parse(row.Code), row.Units, row.Description);
        }
    }

    private IEnumerable<RetailEvent> SaleAndCancellation(string invoice, RetailRow first, List<RetailRow> goods, List<FeeLine> fees)
    {
        var lines = goods
            .Where(row => row.Units > 0)
            .Select((row, index) => new GoodsLine(index + 1, row.Code, row.Description, row.Units, row.UnitPrice))
            .ToList();
        if (lines.Count > 0)
        {
            Remember(invoice, first.Customer, lines);
            yield return new RetailEvent.Sale(invoice, _latest, fees, first.Customer, first.Country, lines);
        }

        var given = goods.Where(row => row.Units < 0).ToList();
        if (given.Count > 0)
        {
            yield return Cancel(invoice, given, lines.Count > 0 ? [] : fees);
        }
    }

    private RetailEvent.Cancellation Cancel(string invoice, List<RetailRow> rows, List<FeeLine> fees)
    {
        var cancelled = new List<CancelledUnits>();
        var returned = new List<ReturnedUnits>();
        foreach (var row in rows)
        {
            var sku = Sku.Parse(row.Code);
            var left = -row.Units;
            if (row.Customer is not null && _openLines.TryGetValue((row.Customer, sku), out var lines))
            {
                // The latest sale first: people send back what they have just bought.
                for (var index = lines.Count - 1; index >= 0 && left > 0; index--)
                {
                    var units = Math.Min(left, lines[index].OpenUnits);
                    if (units > 0)
                    {
                        lines[index] = lines[index] with { OpenUnits = lines[index].OpenUnits - units };
                        cancelled.Add(new CancelledUnits(lines[index].Invoice, lines[index].LineNumber, units));
                        left -= units;
                    }
                }
            }

            if (left > 0)
            {
                returned.Add(new ReturnedUnits(sku, left));
            }
        }

        return new RetailEvent.Cancellation(invoice, _latest, fees, cancelled, returned);
    }

    private void Remember(string invoice, string? customer, List<GoodsLine> lines)
    {
        if (customer is null)
        {
            return;
        }

        foreach (var line in lines)
        {
            var key = (customer, Sku.Parse(line.Code));
            if (!_openLines.TryGetValue(key, out var open))
            {
                _openLines.Add(key, open = []);
            }

            open.Add(new OpenLine(_latest, invoice, line.Number, line.Units));
            _forgetting.Enqueue((_latest, key));
        }
    }

    private void Forget(DateTimeOffset before)
    {
        while (_forgetting.TryPeek(out var oldest) && oldest.At < before)
        {
            _forgetting.Dequeue();
            if (_openLines.TryGetValue(oldest.Key, out var lines))
            {
                lines.RemoveAll(line => line.At < before);
                if (lines.Count == 0)
                {
                    _openLines.Remove(oldest.Key);
                }
            }
        }
    }

    private string UniqueNumber(string invoice)
    {
        var times = _timesSeen.GetValueOrDefault(invoice) + 1;
        _timesSeen[invoice] = times;
        return times == 1 ? invoice : $"{invoice}-{times}";
    }

    private static bool IsAccounting(string invoice) => invoice[0] is 'A' or 'a';

    private static bool IsFee(RetailRow row) => FeeCodes.KindOf(row.Code) is not null;

    private static FeeLine Fee(RetailRow row, FeeKind kind) => new(kind, row.Code, row.Units * row.UnitPrice);

    private sealed record OpenLine(DateTimeOffset At, string Invoice, int LineNumber, int OpenUnits);
}
