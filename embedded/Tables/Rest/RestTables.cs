using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>Tables of a storage account or an emulator, over the service's REST protocol.</summary>
internal sealed class RestTables : ITableEngine
{
    private const string NextTable = "x-ms-continuation-NextTableName";
    private const string NextPartition = "x-ms-continuation-NextPartitionKey";
    private const string NextRow = "x-ms-continuation-NextRowKey";

    private readonly HttpPipeline _pipeline;
    private readonly string _endpoint;
    private readonly string _version;

    public RestTables(AccountConnection connection, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        _pipeline = HttpPipelineBuilder.Build(options, [], [connection.Authentication], new ResponseClassifier());
        _version = options.VersionString;
        _endpoint = connection.Endpoint.AbsoluteUri.TrimEnd('/');
        Endpoint = connection.Endpoint;
        AccountName = connection.AccountName;
    }

    public string AccountName { get; }

    public Uri Endpoint { get; }

    public Task<Response> CreateTableAsync(string table, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["TableName"] = table });
        return SendAsync(new ServiceRequest(RequestMethod.Post, "Tables", body, WantsNoContent: true), cancellationToken);
    }

    public Task<Response> DeleteTableAsync(string table, CancellationToken cancellationToken) =>
        SendAsync(new ServiceRequest(RequestMethod.Delete, $"Tables('{Uri.EscapeDataString(table)}')"), cancellationToken);

    public async Task<Page<TableItem>> ListTablesAsync(string? filter, int? pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var query = Query(("$filter", filter), ("$top", Text(pageSize)), ("NextTableName", continuation));
        var response = await SendAsync(new ServiceRequest(RequestMethod.Get, "Tables" + query), cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(response.Content);
        var items = document.RootElement.GetProperty("value").EnumerateArray()
            .Select(item => new TableItem(item.GetProperty("TableName").GetString()!)).ToArray();
        return Page<TableItem>.FromValues(items, response.Headers.TryGetValue(NextTable, out var next) ? next : null, response);
    }

    public async Task<Response> WriteAsync(string table, TableTransactionAction action, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(ServiceRequest.Of(table, action), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (action.ActionType == TableTransactionActionType.Delete && e.Status == 404)
        {
            return e.GetRawResponse()!;
        }
    }

    public async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        string table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var body = Batch.Write(_endpoint, actions.Select(action => ServiceRequest.Of(table, action)));
        var response = await SendAsync(RequestMethod.Post, "$batch", body, [("Content-Type", Batch.ContentType), ("DataServiceVersion", "3.0")], cancellationToken)
            .ConfigureAwait(false);
        var parts = Batch.Read(response.Content.ToString());
        if (parts.FirstOrDefault(part => part.IsError) is { } refused)
        {
            throw Refusal(refused);
        }

        return parts.Count == actions.Count ? Response.FromValue<IReadOnlyList<Response>>(parts, parts[0]) : throw new RequestFailedException(
            response.Status, $"The answer to a transaction of {actions.Count} actions has {parts.Count} parts; whether it happened is unknown.");
    }

    public async Task<(T? Entity, Response Response)> ReadAsync<T>(
        string table, string partitionKey, string rowKey, Selection? select, bool missingIsNull, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        try
        {
            var path = ServiceRequest.EntityPath(table, partitionKey, rowKey) + Query(("$select", Text(select)));
            var response = await SendAsync(new ServiceRequest(RequestMethod.Get, path), cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(response.Content);
            return (EntityJson.Read<T>(document.RootElement, select), response);
        }
        catch (RequestFailedException e) when (missingIsNull && e.Status == 404)
        {
            return (null, e.GetRawResponse()!);
        }
    }

    public async Task<Page<T>> QueryAsync<T>(
        string table, string? filter, Selection? select, int? pageSize, string? continuation, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        var keys = continuation?.Split(' ', 2) ?? [];
        var query = Query(
            ("$filter", filter),
            ("$top", Text(pageSize)),
            ("$select", Text(select)),
            ("NextPartitionKey", keys.ElementAtOrDefault(0)),
            ("NextRowKey", keys.ElementAtOrDefault(1)));
        var response = await SendAsync(new ServiceRequest(RequestMethod.Get, $"{table}(){query}"), cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(response.Content);
        var found = document.RootElement.GetProperty("value").EnumerateArray().Select(entity => EntityJson.Read<T>(entity, select)).ToArray();
        var next = response.Headers.TryGetValue(NextPartition, out var partition)
            ? $"{partition} {(response.Headers.TryGetValue(NextRow, out var row) ? row : string.Empty)}"
            : null;
        return Page<T>.FromValues(found, next, response);
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(Selection? select) => select is null ? null : string.Join(',', select.Names);

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = string.Empty;
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return query;
    }

    /// <summary>The service puts the position of the refused action before its message: "3:The specified entity already exists."</summary>
    private static TableTransactionFailedException Refusal(Response part)
    {
        var exception = new RequestFailedException(part, null, TableErrorParser.Instance);
        var message = TableErrorParser.Parse(part.Content.ToMemory())?.Message ?? string.Empty;
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            exception.Data[TableFailure.FailedIndexKey] = index.ToString(CultureInfo.InvariantCulture);
        }

        return new TableTransactionFailedException(exception);
    }

    private Task<Response> SendAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        SendAsync(request.Method, request.Path, request.Body, request.Headers(), cancellationToken);

    private async Task<Response> SendAsync(
        RequestMethod method, string path, byte[]? body, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(new Uri($"{_endpoint}/{path}"));
        request.Headers.Add("x-ms-version", _version);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = RequestContent.Create(body);
        }

        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.IsError ? throw new RequestFailedException(message.Response, null, TableErrorParser.Instance) : message.Response;
    }
}
