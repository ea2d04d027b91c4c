using System.Globalization;
using System.Text.Json;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>Reads the states of orchestrations.</summary>
internal sealed class InstanceQueries(DataConverter converter)
{
    private const string Columns =
        "instance_id, name, status, created_at, "
        + "MAX(updated_at, IFNULL((SELECT at FROM durable_history h WHERE h.seq=i.seq ORDER BY episode DESC LIMIT 1), 0)), failure, seq";

    private const string Payloads = ", input, output, custom_status";

    public OrchestrationMetadata? Get(StoreScope scope, string instanceId, bool withPayloads)
    {
        using var read = scope.Prepare($"SELECT {Columns}{(withPayloads ? Payloads : "")} FROM durable_instances i WHERE instance_id=?1")
            .Bind(1, instanceId);
        return read.Step() ? ReadOne(read, withPayloads) : null;
    }

    /// <summary>One page; by creation, or by instance id if the query has a prefix.</summary>
    public Page<OrchestrationMetadata> List(StoreScope scope, OrchestrationQuery query, string? continuationToken, int pageSize)
    {
        var byId = !string.IsNullOrEmpty(query.InstanceIdPrefix);
        var after = continuationToken is null ? null : Position.Parse(continuationToken);
        var sql = $"SELECT {Columns}{(query.FetchInputsAndOutputs ? Payloads : "")} FROM durable_instances i "
            + $"WHERE {StatusCondition(query.Statuses)} AND created_at>=?1 AND created_at<=?2 "
            + (byId
                ? "AND instance_id>?3 AND instance_id>=?4 AND instance_id<?5 ORDER BY instance_id LIMIT ?6"
                : "AND (created_at, seq)>(?3, ?4) ORDER BY created_at, seq LIMIT ?6");
        using var read = scope.Prepare(sql)
            .Bind(1, query.CreatedFrom?.UtcTicks ?? 0).Bind(2, query.CreatedTo?.UtcTicks ?? long.MaxValue).Bind(6, pageSize + 1L);
        if (byId)
        {
            read.Bind(3, after?.InstanceId ?? string.Empty).Bind(4, query.InstanceIdPrefix).Bind(5, query.InstanceIdPrefix + "\U0010FFFF");
        }
        else
        {
            read.Bind(3, after?.CreatedTicks ?? 0).Bind(4, after?.Sequence ?? 0);
        }

        var found = new List<OrchestrationMetadata>();
        Position? last = null;
        while (read.Step())
        {
            if (found.Count == pageSize)
            {
                return new Page<OrchestrationMetadata>(found, last!.ToString());
            }

            found.Add(ReadOne(read, query.FetchInputsAndOutputs));
            last = new Position(read.Int64(3), read.Int64(6), read.Text(0));
        }

        return new Page<OrchestrationMetadata>(found);
    }

    /// <summary>The condition in a form that lets SQLite use an index of few rows where there is one.</summary>
    public static string StatusCondition(IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        var wanted = statuses?.Select(status => (int)status).Distinct().Order().ToList() ?? [];
        if (wanted.Count == 0)
        {
            return "1";
        }

        var exact = $"status IN ({string.Join(',', wanted)})";
        return wanted.TrueForAll(status => status is 0 or 6 or 7) ? $"{DurableTables.IsLive} AND {exact}"
            : wanted.TrueForAll(status => status is 3 or 5) ? $"status IN (3,5) AND {exact}"
            : exact;
    }

    private OrchestrationMetadata ReadOne(Statement read, bool withPayloads) => new(read.Text(1), read.Text(0))
    {
        RuntimeStatus = (OrchestrationRuntimeStatus)read.Int64(2),
        CreatedAt = new DateTimeOffset(read.Int64(3), TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(read.Int64(4), TimeSpan.Zero),
        FailureDetails = read.TextOrNull(5) is { } failure ? JsonSerializer.Deserialize<TaskFailureDetails>(failure) : null,
        DataConverter = withPayloads ? converter : null,
        SerializedInput = withPayloads ? read.TextOrNull(7) : null,
        SerializedOutput = withPayloads ? read.TextOrNull(8) : null,
        SerializedCustomStatus = withPayloads ? read.TextOrNull(9) : null,
    };

    /// <summary>Where a page ended.</summary>
    private sealed record Position(long CreatedTicks, long Sequence, string InstanceId)
    {
        /// <exception cref="ArgumentException">The token is not one of ours.</exception>
        public static Position Parse(string token)
        {
            var parts = token.Split(':', 3);
            return parts.Length == 3
                && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var created)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? new Position(created, sequence, parts[2])
                : throw new ArgumentException($"'{token}' is not a continuation token of this query.", nameof(token));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedTicks}:{Sequence}:{InstanceId}");
    }
}
