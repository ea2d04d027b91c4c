using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Tables;
using EmbeddedFunctions.Tables.Filters;

namespace Azure.Data.Tables;

/// <summary>The tables of one account: a store of this process, or a storage account. Safe for use on many threads.</summary>
public class TableServiceClient
{
    private readonly ITableEngine _engine = null!;

    /// <param name="connectionString">
    /// <c>EmbeddedStore=path</c> for a store of this process; otherwise an account's, such as <c>UseDevelopmentStorage=true</c>.
    /// </param>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <inheritdoc cref="TableServiceClient(string)"/>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableEngines.Open(connectionString, options))
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(TableEngines.Open(endpoint, credential, options))
    {
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableEngines.Open(endpoint, tokenCredential, options))
    {
    }

    protected TableServiceClient()
    {
    }

    private TableServiceClient(ITableEngine engine)
    {
        _engine = engine;
    }

    public virtual string AccountName => _engine.AccountName;

    public virtual Uri Uri => _engine.Endpoint;

    /// <summary>Quotes and escapes the values of an interpolated filter.</summary>
    public static string CreateQueryFilter(FormattableString filter) => TableClient.CreateQueryFilter(filter);

    /// <summary>Turns a predicate into a filter.</summary>
    public static string CreateQueryFilter(Expression<Func<TableItem, bool>> filter) => TableClient.CreateQueryFilter(filter);

    /// <summary>A client of one table, which need not be there yet.</summary>
    public virtual TableClient GetTableClient(string tableName) => new(_engine, tableName);

    /// <exception cref="RequestFailedException">409 TableAlreadyExists; 400 for a name that no table can have.</exception>
    public virtual async Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        var response = await _engine.CreateTableAsync(tableName, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(tableName), response);
    }

    /// <summary>Creates the table unless it is there.</summary>
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        return TableEngines.CreateIfNotExistsAsync(_engine, tableName, cancellationToken);
    }

    /// <summary>Deletes the table and all that is in it. One that is not there answers 404 without an exception.</summary>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        return TableEngines.DeleteIfExistsAsync(_engine, tableName, cancellationToken);
    }

    /// <summary>Lists the tables whose name matches.</summary>
    /// <param name="filter">In OData, on TableName; null for all.</param>
    /// <param name="maxPerPage">1 to 1,000, which is the default.</param>
    public virtual AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new PagesOf<TableItem>(
            (continuation, pageSize, token) => _engine.ListTablesAsync(filter, pageSize, continuation, token), maxPerPage, cancellationToken);

    /// <inheritdoc cref="QueryAsync(string?, int?, CancellationToken)"/>
    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);

    /// <inheritdoc cref="QueryAsync(string?, int?, CancellationToken)"/>
    public virtual AsyncPageable<TableItem> QueryAsync(
        Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(CreateQueryFilter(filter), maxPerPage, cancellationToken);
}
