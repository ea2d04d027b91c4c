using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace EmbeddedFunctions.Tables;

/// <summary>One reason for refusing a request, in the service's words.</summary>
internal sealed record TableFailure(int Status, string ErrorCode, string Message)
{
    /// <summary>Where an exception carries the position of the transaction's refused action.</summary>
    public const string FailedIndexKey = "FailedEntity";

    public static readonly TableFailure TableNotFound = New(404, TableErrorCode.TableNotFound, "The table specified does not exist.");
    public static readonly TableFailure ResourceNotFound = New(404, TableErrorCode.ResourceNotFound, "The specified resource does not exist.");
    public static readonly TableFailure TableAlreadyExists = New(409, TableErrorCode.TableAlreadyExists, "The table specified already exists.");
    public static readonly TableFailure EntityAlreadyExists = New(409, TableErrorCode.EntityAlreadyExists, "The specified entity already exists.");
    public static readonly TableFailure UpdateConditionNotSatisfied =
        New(412, TableErrorCode.UpdateConditionNotSatisfied, "The update condition specified in the request was not satisfied.");
    public static readonly TableFailure EntityTooLarge = New(400, TableErrorCode.EntityTooLarge, "The entity is larger than the maximum allowed size (1MB).");
    public static readonly TableFailure TooManyProperties =
        New(400, TableErrorCode.TooManyProperties, "The entity contains more properties than allowed: 252 besides its keys and timestamp.");
    public static readonly TableFailure RequestBodyTooLarge =
        New(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");
    public static readonly TableFailure TooManyActions =
        New(400, TableErrorCode.InvalidInput, "The batch request operation exceeds the maximum 100 changes per change set.");
    public static readonly TableFailure DifferentPartitions = New(
        400,
        TableErrorCode.CommandsInBatchActOnDifferentPartitions,
        "All commands in a batch must operate on same entity group.");

    public static TableFailure DuplicateRow(string rowKey) => New(
        400,
        TableErrorCode.InvalidDuplicateRow,
        $"A command with RowKey '{rowKey}' is already present in the batch. An entity can appear only once in a batch.");

    public static TableFailure New(int status, TableErrorCode code, string message) => new(status, code.ToString(), message);

    public RequestFailedException ToException() =>
        new(Status, $"{Message}\nStatus: {Status}\nErrorCode: {ErrorCode}", ErrorCode, null);

    /// <param name="index">The refused action's position, from 0.</param>
    public TableTransactionFailedException ToException(int index)
    {
        var text = index.ToString(CultureInfo.InvariantCulture);
        var exception = new RequestFailedException(Status, $"{text}:{Message}\nStatus: {Status}\nErrorCode: {ErrorCode}", ErrorCode, null);
        exception.Data[FailedIndexKey] = text;
        return new TableTransactionFailedException(exception);
    }
}
