using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Transfers;

/// <summary>A transfer as an entity.</summary>
internal static class TransferEntity
{
    public const string Partition = "transfer";

    private const string From = "From";
    private const string To = "To";
    private const string Stage = "Stage";
    private const string Revision = "Revision";
    private const string StageRevision = "StageRevision";
    private const string AppliedRevision = "AppliedRevision";
    private const string Actor = "Actor";
    private const string Reason = "Reason";
    private const string CreatedAt = "CreatedAt";
    private const string UpdatedAt = "UpdatedAt";
    private const string Lines = "Lines";

    public static TableEntity Of(Transfer transfer)
    {
        var entity = new TableEntity(Partition, transfer.Id.Value)
        {
            [From] = transfer.From.Value,
            [To] = transfer.To.Value,
            [Stage] = transfer.Stage.ToString(),
            [Revision] = transfer.Revision,
            [StageRevision] = transfer.StageRevision,
            [AppliedRevision] = transfer.AppliedRevision,
            [CreatedAt] = transfer.CreatedAt,
            [UpdatedAt] = transfer.UpdatedAt,
        };
        if (transfer.Actor is not null)
        {
            entity[Actor] = transfer.Actor;
        }

        if (transfer.Reason is not null)
        {
            entity[Reason] = transfer.Reason;
        }

        PiecedJson.Write(entity, Lines, transfer.Lines);
        return entity;
    }

    public static Transfer ToTransfer(TableEntity entity) => new(
        TransferId.Parse(entity.RowKey),
        LocationId.Parse(entity.GetString(From)!),
        LocationId.Parse(entity.GetString(To)!),
        Enum.Parse<TransferStage>(entity.GetString(Stage)!),
        entity.GetInt32(Revision)!.Value,
        entity.GetInt32(StageRevision)!.Value,
        entity.GetInt32(AppliedRevision)!.Value,
        PiecedJson.Read<List<TransferLine>>(entity, Lines),
        entity.GetString(Actor),
        entity.GetString(Reason),
        entity.GetDateTimeOffset(CreatedAt)!.Value,
        entity.GetDateTimeOffset(UpdatedAt)!.Value);
}
