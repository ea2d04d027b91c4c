using System.Buffers;
using System.Text.Json;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Sets stock quantities and prices: products in one call, variations in one call for each product they belong to.</summary>
internal sealed class WooItemWriter(WooApi api)
{
    private const int CallSizeMax = 100;

    public Task<IReadOnlyList<PushOutcome>> SetAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken) =>
        SetAsync(
            "stock batch",
            [.. pushes.Select(push => push.Reference)],
            (writer, index) =>
            {
                // Without it WooCommerce ignores the quantity.
                writer.WriteBoolean("manage_stock"u8, true);
                writer.WriteNumber("stock_quantity"u8, pushes[index].QuantityUnits);
            },
            cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> SetAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken) =>
        SetAsync(
            "price batch",
            [.. pushes.Select(push => push.Reference)],
            (writer, index) => writer.WriteString("regular_price"u8, PriceRule.Text(pushes[index].Price)),
            cancellationToken);

    private async Task<IReadOnlyList<PushOutcome>> SetAsync(
        string operation, List<string> references, Action<Utf8JsonWriter, int> write, CancellationToken cancellationToken)
    {
        var outcomes = new PushOutcome[references.Count];
        var rows = new List<Row>(references.Count);
        for (var i = 0; i < references.Count; i++)
        {
            if (WooReference.TryParse(references[i], out var reference))
            {
                rows.Add(new Row(i, reference));
            }
            else
            {
                outcomes[i] = new PushOutcome.Refused("bad-reference", "The listing's address is neither a product nor a variation.", IsPermanent: true);
            }
        }

        // A call that fails as a whole ends the push, though earlier calls came through: numbers and prices are absolute, so all may be sent again.
        foreach (var call in rows.GroupBy(row => row.Reference.ParentId).SelectMany(group => group.Chunk(CallSizeMax)))
        {
            await SetAsync(operation, call, write, outcomes, cancellationToken);
        }

        return outcomes;
    }

    private async Task SetAsync(
        string operation, Row[] rows, Action<Utf8JsonWriter, int> write, PushOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var parent = rows[0].Reference.ParentId;
        var path = parent is { } id ? $"/products/{id}/variations/batch" : "/products/batch";
        var answer = await api.PostAsync(operation, path, Write(rows, write), cancellationToken);
        if (answer.IsRejected && parent is not null && WooApi.ErrorOf(answer) is { } gone)
        {
            // Refused as a whole for the product they belong to; the other products' calls go on.
            foreach (var row in rows)
            {
                outcomes[row.Index] = Refused(gone, (int)answer.Status);
            }

            return;
        }

        var items = WooApi.EnsureSuccess(answer).Read(WooJson.Default.WooBatchAnswer).Update
            ?? throw answer.Failure(ChannelFailure.Rejected, "answered without update");
        foreach (var row in rows)
        {
            outcomes[row.Index] = items.Find(item => item?.Id == row.Reference.Id) switch
            {
                null => new PushOutcome.Refused("no-result", "The shop did not tell what became of the item.", IsPermanent: false),
                { Error: { } error } => Refused(error, status: 400),
                _ => new PushOutcome.Applied(),
            };
        }
    }

    private static PushOutcome.Refused Refused(WooError error, int status)
    {
        var itemStatus = error.Data?.Status ?? status;
        return new PushOutcome.Refused(CodeText.OrUnknown(error.Code), CodeText.Line(error.Message), IsPermanent: itemStatus is >= 400 and < 500 and not 429);
    }

    private static ReadOnlyMemory<byte> Write(Row[] rows, Action<Utf8JsonWriter, int> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("update"u8);
            foreach (var row in rows)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id"u8, row.Reference.Id);
                write(writer, row.Index);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private readonly record struct Row(int Index, WooReference Reference);
}
