// Reads a NACHA file on standard input by moov-io/ach and tells what it finds, or writes what a bank would send back.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/moov-io/ach"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read() {
	file, err := ach.NewReader(os.Stdin).Read()
	must(err)
	must(file.Validate())
	found := [][]any{}
	for _, batch := range file.Batches {
		for _, entry := range batch.GetEntries() {
			information := ""
			for _, addenda := range entry.Addenda05 {
				information = strings.TrimSpace(addenda.PaymentRelatedInformation)
			}
			found = append(found, []any{
				batch.GetHeader().StandardEntryClassCode, entry.TransactionCode, entry.RDFIIdentification + entry.CheckDigit,
				strings.TrimSpace(entry.DFIAccountNumber), entry.Amount, strings.TrimSpace(entry.IndividualName), entry.TraceNumber, information,
			})
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(found))
}

func entry(code int, amount int, sequence int) *ach.EntryDetail {
	detail := ach.NewEntryDetail()
	detail.TransactionCode = code
	detail.SetRDFI("121042882")
	detail.DFIAccountNumber = "744-5678-99"
	detail.Amount = amount
	detail.IndividualName = "Bob"
	detail.SetTraceNumber("23138010", sequence)
	detail.AddendaRecordIndicator = 1
	return detail
}

func header(class string) *ach.BatchHeader {
	head := ach.NewBatchHeader()
	head.ServiceClassCode = ach.MixedDebitsAndCredits
	head.CompanyName = "Acme"
	head.CompanyIdentification = "121042882"
	head.StandardEntryClassCode = class
	head.CompanyEntryDescription = "PAYROLL"
	head.EffectiveEntryDate = "261202"
	head.ODFIIdentification = "23138010"
	return head
}

func write() {
	file := ach.NewFile()
	head := ach.NewFileHeader()
	head.ImmediateDestination = "121042882"
	head.ImmediateOrigin = "231380104"
	head.FileCreationDate = "261202"
	head.FileCreationTime = "0405"
	head.ImmediateDestinationName = "Acme Bank"
	head.ImmediateOriginName = "Other Bank"
	file.SetHeader(head)

	back := entry(ach.CheckingReturnNOCDebit, 25000, 1)
	reason := ach.NewAddenda99()
	reason.ReturnCode = "R01"
	reason.OriginalTrace = "121042880000001"
	reason.OriginalDFI = "12104288"
	back.Addenda99 = reason
	back.Category = ach.CategoryReturn
	returns, err := ach.NewBatch(header(ach.PPD))
	must(err)
	returns.AddEntry(back)
	must(returns.Create())
	file.AddBatch(returns)

	changed := entry(ach.CheckingReturnNOCCredit, 0, 2)
	change := ach.NewAddenda98()
	change.ChangeCode = "C01"
	change.OriginalTrace = "121042880000002"
	change.OriginalDFI = "12104288"
	change.CorrectedData = "1918171614"
	changed.Addenda98 = change
	changed.Category = ach.CategoryNOC
	changes := header(ach.COR)
	changes.ServiceClassCode = ach.CreditsOnly
	corrections, err := ach.NewBatch(changes)
	must(err)
	corrections.AddEntry(changed)
	must(corrections.Create())
	file.AddBatch(corrections)

	must(file.Create())
	must(ach.NewWriter(os.Stdout).Write(file))
}

func main() {
	if os.Args[1] == "write" {
		write()
	} else {
		read()
	}
}
