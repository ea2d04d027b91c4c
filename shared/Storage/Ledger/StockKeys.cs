using System.Globalization;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>Keys in the stock table: the partition is the SKU.</summary>
internal static class StockKeys
{
    public const string Head = "head";
    public const string ReservationPrefix = "r_";

    /// <summary>Sorts right after every key that begins with <see cref="ReservationPrefix"/>.</summary>
    public const string ReservationEnd = "r`";

    public const string TransferPrefix = "t_";

    /// <summary>Sorts right after every key that begins with <see cref="TransferPrefix"/>.</summary>
    public const string TransferEnd = "t`";

    public const string CountsPrefix = "n_";

    /// <summary>Sorts right after every key that begins with <see cref="CountsPrefix"/>.</summary>
    public const string CountsEnd = "n`";

    private const string JournalPrefix = "j";

    /// <summary>Sorts right after every journal key.</summary>
    public const string JournalEnd = "k";

    public const string WaitingPrefix = "w_";

    /// <summary>Sorts right after every key that begins with <see cref="WaitingPrefix"/>.</summary>
    public const string WaitingEnd = "w`";

    private const string WaitingTime = "yyyyMMdd'T'HHmmssfff";
    private const int WaitingOrderAt = 21;

    private const string ArchivePrefix = "a";

    /// <summary>Sorts right after every archived piece.</summary>
    public const string ArchiveEnd = "b";

    private const string SnapshotPrefix = "s";

    /// <summary>Sorts right after every snapshot key.</summary>
    public const string SnapshotEnd = "t";

    public static string Partition(Sku sku) => KeyText.From(sku.Value);

    public static string Reservation(OrderId order) => KeyText.From(ReservationPrefix, order);

    public static OrderId OrderOf(string rowKey) => KeyText.ToOrder(rowKey, ReservationPrefix.Length);

    /// <summary>An order's place among those that wait.</summary>
    /// <param name="since">UTC; only the milliseconds count.</param>
    public static string Waiting(DateTimeOffset since, OrderId order) =>
        KeyText.From($"{WaitingPrefix}{since.ToString(WaitingTime, CultureInfo.InvariantCulture)}_", order);

    public static DateTimeOffset WaitingSince(string rowKey) => DateTimeOffset.ParseExact(
        rowKey.AsSpan(WaitingPrefix.Length, WaitingOrderAt - WaitingPrefix.Length - 1), WaitingTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static OrderId WaitingOrder(string rowKey) => KeyText.ToOrder(rowKey, WaitingOrderAt);

    public static string Transfer(TransferId transfer) => TransferPrefix + transfer.Value;

    public static TransferId TransferOf(string rowKey) => TransferId.Parse(rowKey[TransferPrefix.Length..]);

    public static string Counts(LocationId location) => CountsPrefix + location.Value;

    public static string Movement(string commandId) => "c_" + KeyText.From(commandId);

    /// <summary>A journal page is keyed by its last position, so that the page which holds a position is the first one from its key on.</summary>
    public static string Journal(long lastPosition) => string.Create(CultureInfo.InvariantCulture, $"{JournalPrefix}{lastPosition:x16}");

    /// <summary>The last position of a journal page, which is its key.</summary>
    public static long PositionOf(string journalKey) =>
        long.Parse(journalKey.AsSpan(JournalPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>An archived piece is keyed like a page, in the archive's own table.</summary>
    public static string Archive(long lastPosition) => string.Create(CultureInfo.InvariantCulture, $"{ArchivePrefix}{lastPosition:x16}");

    /// <summary>The newest snapshot has the first key.</summary>
    public static string Snapshot(long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{long.MaxValue - position:x16}");

    public static long SnapshotPositionOf(string snapshotKey) =>
        long.MaxValue - long.Parse(snapshotKey.AsSpan(SnapshotPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
