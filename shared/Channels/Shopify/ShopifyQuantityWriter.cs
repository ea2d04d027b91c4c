using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Shopify;

/// <summary>Sets available quantities at one location. Shopify takes a call whole or not at all, so refused rows are taken out and the rest sent again.</summary>
internal sealed class ShopifyQuantityWriter(ChannelId channel, ShopifyGraphQl graphQl, string locationId)
{
    private const int RoundsMax = 10;

    public async Task<IReadOnlyList<PushOutcome>> SetAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken)
    {
        var outcomes = new PushOutcome?[pushes.Count];
        var waiting = Enumerable.Range(0, pushes.Count).ToList();
        for (var round = 0; round < RoundsMax && waiting.Count > 0; round++)
        {
            var errors = await SendAsync([.. waiting.Select(index => pushes[index])], round, cancellationToken);
            if (errors.Count == 0)
            {
                waiting.ForEach(index => outcomes[index] = new PushOutcome.Applied());
                waiting.Clear();
                break;
            }

            var refused = RefusedRows(errors, waiting.Count);
            foreach (var (row, error) in refused)
            {
                outcomes[waiting[row]] = OutcomeOf(error);
            }

            waiting = [.. waiting.Where((_, row) => !refused.ContainsKey(row))];
        }

        await ReadActualsAsync(pushes, outcomes, cancellationToken);
        return [.. outcomes.Select(outcome => outcome ?? new PushOutcome.Refused(
            "BATCH_REFUSED", $"Other items of the batch were refused {RoundsMax} times.", IsPermanent: false))];
    }

    private async Task<List<ShopifyAnswer.UserError>> SendAsync(List<QuantityPush> rows, int round, CancellationToken cancellationToken)
    {
        var data = await graphQl.SendAsync(ShopifyQueries.SetQuantities, variables => WriteVariables(variables, rows, round), cancellationToken);
        return data.InventorySetQuantities is { UserErrors: { } errors }
            ? errors
            : throw new ChannelException(ChannelFailure.Rejected, $"{channel}: inventorySetQuantities answered without userErrors.");
    }

    private void WriteVariables(Utf8JsonWriter writer, List<QuantityPush> rows, int round)
    {
        writer.WriteStartObject("input"u8);
        writer.WriteString("name"u8, "available"u8);
        writer.WriteString("reason"u8, "correction"u8);
        writer.WriteStartArray("quantities"u8);
        foreach (var push in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("inventoryItemId"u8, push.Reference);
            writer.WriteString("locationId"u8, locationId);
            writer.WriteNumber("quantity"u8, push.QuantityUnits);
            if (push.ExpectedUnits is { } expected)
            {
                writer.WriteNumber("changeFromQuantity"u8, expected);
            }
            else
            {
                // Must be there since 2026-04: null sets without looking.
                writer.WriteNull("changeFromQuantity"u8);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("idempotencyKey"u8, KeyOf(rows, round));
    }

    // Equal for a repeat of the same rows, so that a call that timed out is not made twice; new as soon as anything in it differs.
    // The round is part of it, as a refused attempt may not be repeated under its key.
    private string KeyOf(List<QuantityPush> rows, int round)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append($"{locationId}|{round}");
        foreach (var push in rows)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"|{push.Reference}|{push.QuantityUnits}|{push.ExpectedUnits}|{push.IdempotencyKey}"));
        }

        return "stockflow-" + Convert.ToHexStringLower(digest.GetHashAndReset().AsSpan(0, 20));

        void Append(string text) => digest.AppendData(Encoding.UTF8.GetBytes(text));
    }

    /// <returns>The first error of each row that errors name; empty when the same rows may be tried under a new key.</returns>
    private Dictionary<int, ShopifyAnswer.UserError> RefusedRows(List<ShopifyAnswer.UserError> errors, int rowCount)
    {
        var refused = new Dictionary<int, ShopifyAnswer.UserError>();
        foreach (var error in errors)
        {
            if (RowOf(error) is { } row && row < rowCount)
            {
                refused.TryAdd(row, error);
            }
        }

        if (refused.Count == 0)
        {
            var code = errors[0].Code;
            switch (code)
            {
                case "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED" or "IDEMPOTENCY_KEY_PARAMETER_MISMATCH":
                    break;
                case "IDEMPOTENCY_CONCURRENT_REQUEST":
                    throw new ChannelException(ChannelFailure.Unknown, $"{channel}: the same inventorySetQuantities is still under way.");
                default:
                    throw new ChannelException(ChannelFailure.Rejected, $"{channel}: inventorySetQuantities was refused with {CodeText.OrUnknown(code)}.");
            }
        }

        return refused;
    }

    private static int? RowOf(ShopifyAnswer.UserError error) =>
        error.Field is ["input", "quantities", var row, ..] && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    private static PushOutcome OutcomeOf(ShopifyAnswer.UserError error) => error.Code switch
    {
        "CHANGE_FROM_QUANTITY_STALE" or "COMPARE_QUANTITY_STALE" => new PushOutcome.Stale(ActualUnits: null),
        var code => new PushOutcome.Refused(CodeText.OrUnknown(code), CodeText.Line(error.Message), IsPermanent(code)),
    };

    private static bool IsPermanent(string? code) => code is "INVALID_INVENTORY_ITEM" or "INVALID_LOCATION" or "INVALID_QUANTITY_NEGATIVE"
        or "INVALID_QUANTITY_TOO_HIGH" or "INVALID_QUANTITY_TOO_LOW" or "ITEM_NOT_STOCKED_AT_LOCATION" or "NON_MUTABLE_INVENTORY_ITEM";

    // Shopify does not say what it found in place of the expected number, and an earlier call of ours may have come through after all.
    private async Task ReadActualsAsync(IReadOnlyList<QuantityPush> pushes, PushOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var stale = Enumerable.Range(0, pushes.Count).Where(index => outcomes[index] is PushOutcome.Stale).ToList();
        if (stale.Count == 0)
        {
            return;
        }

        ShopifyAnswer.Roots data;
        try
        {
            data = await graphQl.SendAsync(
                ShopifyQueries.Quantities,
                variables =>
                {
                    variables.WriteStartArray("ids"u8);
                    stale.ForEach(index => variables.WriteStringValue(pushes[index].Reference));
                    variables.WriteEndArray();
                    variables.WriteString("locationId"u8, locationId);
                },
                cancellationToken);
        }
        catch (ChannelException)
        {
            // The outcomes stand without the numbers; they must not be lost for a failed look.
            return;
        }

        foreach (var index in stale)
        {
            var actual = data.Nodes?.FirstOrDefault(item => item?.Id == pushes[index].Reference)?.AvailableUnits;
            outcomes[index] = actual == pushes[index].QuantityUnits ? new PushOutcome.Applied() : new PushOutcome.Stale(actual);
        }
    }
}
