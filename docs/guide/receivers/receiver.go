// Receives Folio's webhooks. WEBHOOK_SECRET is the endpoint's secret (whsec_...), PORT where to listen on 127.0.0.1.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const bodyMaxBytes = 1_048_576

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	var handled sync.Map // a table with a unique column, in a real application
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening")
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		// Verify what arrived, not what a parser made of it.
		raw, err := io.ReadAll(http.MaxBytesReader(answer, request.Body, bodyMaxBytes))
		if err != nil || webhook.Verify(raw, request.Header) != nil {
			answer.WriteHeader(http.StatusBadRequest)
			return
		}
		var event struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(raw, &event) != nil {
			answer.WriteHeader(http.StatusBadRequest)
			return
		}
		if _, again := handled.LoadOrStore(request.Header.Get("webhook-id"), true); !again {
			fmt.Println("handled", event.Type)
		}
		answer.WriteHeader(http.StatusNoContent)
	})))
}
