using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.DurableTask.Client;
using StockFlow.Channels.Failures;
using StockFlow.Messaging;
using StockFlow.Storage;

namespace StockFlow.Functions.Operations;

/// <summary>
/// Everything that failed for good, in one list: pushes that channels refuse, messages that their queues set aside, and orchestrations that
/// ended in failure.
/// </summary>
public sealed class FailureList(FailedWorkStore pushes, DeadLetters messages)
{
    private const string PushPrefix = "push-";
    private const string MessagePrefix = "message-";
    private const string OrchestrationPrefix = "orchestration-";

    private const string PushKind = "push";
    private const string MessageKind = "message";
    private const string OrchestrationKind = "orchestration";

    public static IReadOnlyList<string> Kinds { get; } = [PushKind, MessageKind, OrchestrationKind];

    /// <param name="client">The durable client of the invocation.</param>
    /// <param name="kind">One of <see cref="Kinds"/>, or null for all.</param>
    /// <param name="countMax">At least 1.</param>
    public async Task<ListPage<FailureView>> ListAsync(
        DurableTaskClient client, string? kind, int countMax, CancellationToken cancellationToken)
    {
        var (found, unreadable) = (new List<FailureView>(), (IReadOnlyList<UnreadableRow>)[]);
        if (kind is null or PushKind)
        {
            (var refused, unreadable, _) = await pushes.ReadPageAsync(null, countMax, cancellationToken);
            found.AddRange(refused.Select(Describe));
        }

        if (kind is null or MessageKind && found.Count < countMax)
        {
            var letters = await messages.ListAsync(countMax - found.Count, cancellationToken);
            found.AddRange(letters.Select(Describe));
        }

        if (kind is not (null or OrchestrationKind) || found.Count >= countMax)
        {
            return new ListPage<FailureView>(found, unreadable, null);
        }

        var failed = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed], PageSize: countMax, FetchInputsAndOutputs: true);
        await foreach (var instance in client.GetAllInstancesAsync(failed).WithCancellation(cancellationToken))
        {
            if (found.Count >= countMax)
            {
                break;
            }

            found.Add(Describe(instance));
        }

        return new ListPage<FailureView>(found, unreadable, null);
    }

    /// <summary>Starts the work again and takes it off the list.</summary>
    /// <returns>False when there is no such failure.</returns>
    public async Task<bool> RetryAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        if (id.StartsWith(PushPrefix, StringComparison.Ordinal))
        {
            return await pushes.RetryAsync(id[PushPrefix.Length..], cancellationToken);
        }

        if (TryReadMessage(id, out var queue, out var sequenceNumber))
        {
            return await messages.RetryAsync(queue, sequenceNumber, cancellationToken);
        }

        if (await FindInstanceAsync(client, id, cancellationToken) is not { } instance)
        {
            return false;
        }

        // An instance that has failed may be replaced by one of the same id; its activities are idempotent.
        await client.StartUnlessRunningAsync(
            instance.Name,
            instance.SerializedInput is { } input ? System.Text.Json.JsonDocument.Parse(input).RootElement : null,
            instance.InstanceId,
            cancellationToken);
        return true;
    }

    /// <summary>Takes it off the list without doing it.</summary>
    /// <returns>False when there is no such failure.</returns>
    public async Task<bool> DropAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        if (id.StartsWith(PushPrefix, StringComparison.Ordinal))
        {
            return await pushes.DropAsync(id[PushPrefix.Length..], cancellationToken);
        }

        if (TryReadMessage(id, out var queue, out var sequenceNumber))
        {
            return await messages.DropAsync(queue, sequenceNumber, cancellationToken);
        }

        return await FindInstanceAsync(client, id, cancellationToken) is { } instance
            && (await client.PurgeInstanceAsync(instance.InstanceId, cancellationToken)).PurgedInstanceCount > 0;
    }

    private static async Task<OrchestrationMetadata?> FindInstanceAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        if (!id.StartsWith(OrchestrationPrefix, StringComparison.Ordinal) || !Base64Url.IsValid(id.AsSpan(OrchestrationPrefix.Length)))
        {
            return null;
        }

        var instanceId = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id.AsSpan(OrchestrationPrefix.Length)));
        var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
        return instance is { RuntimeStatus: OrchestrationRuntimeStatus.Failed } ? instance : null;
    }

    private static bool TryReadMessage(string id, out string queue, out long sequenceNumber)
    {
        sequenceNumber = 0;
        var dash = id.LastIndexOf('-');
        var isMessage = id.StartsWith(MessagePrefix, StringComparison.Ordinal)
            && dash > MessagePrefix.Length
            && long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out sequenceNumber);
        queue = isMessage ? id[MessagePrefix.Length..dash] : string.Empty;
        return isMessage;
    }

    private static FailureView Describe(FailedWork work) => new(
        PushPrefix + work.Id, PushKind, $"{work.Channel}/{work.Subject}", "PushRefused", work.Reason, work.FirstAt, work.LastAt, work.Attempts);

    private static FailureView Describe(DeadLetter letter) => new(
        string.Create(CultureInfo.InvariantCulture, $"{MessagePrefix}{letter.Queue}-{letter.SequenceNumber}"),
        MessageKind,
        letter.SessionId ?? letter.Queue,
        letter.Code,
        letter.Reason,
        letter.EnqueuedAt,
        letter.EnqueuedAt,
        letter.Deliveries);

    private static FailureView Describe(OrchestrationMetadata instance) => new(
        OrchestrationPrefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(instance.InstanceId)),
        OrchestrationKind,
        instance.InstanceId,
        "OrchestrationFailed",
        instance.FailureDetails?.ErrorMessage ?? "No reason was recorded.",
        instance.CreatedAt,
        instance.LastUpdatedAt,
        null);
}
